"""The waist of the library: one assignment problem, whatever the question and the engine."""

from .answer import Answer, Limit, Point, Status
from .assignment import AssignmentProblem
from .build import ProblemError, checked
from .components import Part, Parts, components
from .evaluate import Evaluation, agent_loads, evaluate, presence
from .fuse import Fused, fused
from .loosen import loosened
from .margin import Loose
from .merge import Merged, merged
from .prices import SCALE, SHORTAGE, Prices
from .restrict import restrict
from .slacks import least_slacks
from .sparse import Bools, Ints, Sparse, empty, product, sparse, sum_by, sum_columns
from .windows import Windows

__all__ = [
    "SCALE",
    "SHORTAGE",
    "Answer",
    "AssignmentProblem",
    "Bools",
    "Evaluation",
    "Fused",
    "Ints",
    "Limit",
    "Loose",
    "Merged",
    "Part",
    "Parts",
    "Point",
    "Prices",
    "ProblemError",
    "Sparse",
    "Status",
    "Windows",
    "agent_loads",
    "checked",
    "components",
    "empty",
    "evaluate",
    "fused",
    "least_slacks",
    "loosened",
    "merged",
    "presence",
    "product",
    "restrict",
    "sparse",
    "sum_by",
    "sum_columns",
]
