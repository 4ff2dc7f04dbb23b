"""How it is answered: engines over one assignment problem."""

from .choose import choose
from .engine import Engine, Feature, Request, used_features
from .errors import MissingError, RefusedError, SolverError, WrongAnswerError
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
from .options import SolveOptions
from .registry import AUTOMATIC, engine_names, find_engine, registered
from .relaxation_prices import find_infeasibility_prices, find_prices
from .solve import check_engine, run, solve

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
    "engine_names",
    "find_engine",
    "find_infeasibility_prices",
    "find_prices",
    "registered",
    "run",
    "solve",
    "used_features",
]
