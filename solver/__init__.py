"""How it is answered: engines over one assignment problem."""

from .engine import Engine, Feature, Request, used_features
from .limits import Limits
from .monitor import Bound, Built, Event, Finished, Incumbent, Listener, SolveMonitor, Started
from .options import SolveOptions
from .reevaluate import WrongAnswerError
from .registry import AUTOMATIC, choose, engine_names, find_engine, registered
from .solve import MissingError, RefusedError, check_engine, run

__all__ = [
    "AUTOMATIC",
    "Bound",
    "Built",
    "Engine",
    "Event",
    "Feature",
    "Finished",
    "Incumbent",
    "Limits",
    "Listener",
    "MissingError",
    "RefusedError",
    "Request",
    "SolveMonitor",
    "SolveOptions",
    "Started",
    "WrongAnswerError",
    "check_engine",
    "choose",
    "engine_names",
    "find_engine",
    "registered",
    "run",
    "used_features",
]
