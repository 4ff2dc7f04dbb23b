"""The waist of the library: one assignment problem, whatever the question and the engine."""

from .answer import Answer, Limit, Point, Status
from .assignment import AssignmentProblem
from .build import ProblemError, checked
from .evaluate import Evaluation, agent_loads, evaluate, presence
from .prices import SCALE, Prices
from .restrict import restrict
from .sparse import Bools, Ints, Sparse, empty, product, sparse, sum_by, sum_columns
from .windows import Windows

__all__ = [
    "SCALE",
    "Answer",
    "AssignmentProblem",
    "Bools",
    "Evaluation",
    "Ints",
    "Limit",
    "Point",
    "Prices",
    "ProblemError",
    "Sparse",
    "Status",
    "Windows",
    "agent_loads",
    "checked",
    "empty",
    "evaluate",
    "presence",
    "product",
    "restrict",
    "sparse",
    "sum_by",
    "sum_columns",
]
