"""The waist of the library: one assignment problem, whatever the question and the engine."""

from .answer import SCALE, SHORTAGE, Answer, Limit, Point, Prices, Status
from .assignment import AssignmentProblem, Windows
from .build import ProblemError, checked
from .evaluate import Evaluation, agent_loads, evaluate, least_slacks, presence
from .presolve.aggregate import Merged, merged
from .presolve.decompose import Part, Parts, components
from .presolve.drop_groups import loosened
from .presolve.fuse_groups import Fused, Loose, fused
from .sparse import Bools, Ints, Sparse, empty, product, sparse, sum_by, sum_columns
from .subset import restrict

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
