"""The waist of the library: one assignment problem, whatever the question and the engine."""

from .answer import SCALE, SHORTAGE, Answer, Limit, Point, Prices, Status
from .assignment import AssignmentProblem, Windows
from .build import ProblemError, checked
from .evaluate import Evaluation, agent_loads, evaluate, least_slacks, presence
from .presolve import Reduction, drop_groups, subset
from .presolve.aggregate import Aggregation, aggregate
from .presolve.decompose import Decomposition, Part, decompose
from .presolve.fuse_groups import Fusion, Loose, fuse_groups
from .presolve.order import Ordering, find_order, order_problem
from .presolve.pool_agents import AgentPools, pool_agents
from .sparse import Bools, Ints, Sparse, empty, product, sparse, sum_by, sum_columns

__all__ = [
    "SCALE",
    "SHORTAGE",
    "AgentPools",
    "Aggregation",
    "Answer",
    "AssignmentProblem",
    "Bools",
    "Decomposition",
    "Evaluation",
    "Fusion",
    "Ints",
    "Limit",
    "Loose",
    "Ordering",
    "Part",
    "Point",
    "Prices",
    "ProblemError",
    "Reduction",
    "Sparse",
    "Status",
    "Windows",
    "agent_loads",
    "aggregate",
    "checked",
    "decompose",
    "drop_groups",
    "empty",
    "evaluate",
    "find_order",
    "fuse_groups",
    "least_slacks",
    "order_problem",
    "pool_agents",
    "presence",
    "product",
    "sparse",
    "subset",
    "sum_by",
    "sum_columns",
]
