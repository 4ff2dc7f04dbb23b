"""How it is answered: engines over one assignment problem."""

from .automatic import choose
from .engine import (
    Engine,
    Feature,
    MissingError,
    RefusedError,
    Request,
    SolverError,
    WrongAnswerError,
    used_features,
)
from .limits import Limits, OverError
from .monitor import (
    Bound,
    Built,
    Compiling,
    Event,
    Finished,
    Incumbent,
    Listener,
    SolveMonitor,
    Started,
)
from .options import SolveOptions, count_processors
from .registry import AUTOMATIC, engine_names, find_engine, registered
from .solve import check_engine, run, solve
from .verify import find_infeasibility_prices, find_prices

__all__ = [
    "AUTOMATIC",
    "Bound",
    "Built",
    "Compiling",
    "Engine",
    "Event",
    "Feature",
    "Finished",
    "Incumbent",
    "Limits",
    "Listener",
    "MissingError",
    "OverError",
    "RefusedError",
    "Request",
    "SolveMonitor",
    "SolveOptions",
    "SolverError",
    "Started",
    "WrongAnswerError",
    "check_engine",
    "choose",
    "count_processors",
    "engine_names",
    "find_engine",
    "find_infeasibility_prices",
    "find_prices",
    "registered",
    "run",
    "solve",
    "used_features",
]
