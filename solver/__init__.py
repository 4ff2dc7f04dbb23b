"""How it is answered: engines over one assignment problem."""

from .engine import Choosy, Engine, Feature, Request, used_features
from .events import Bound, Built, Event, Finished, Incumbent, Listener, Started
from .limits import Limits
from .reevaluate import WrongAnswerError
from .registry import AUTOMATIC, choose, engine_names, find_engine, registered
from .run import MissingError, RefusedError, check_engine, run
from .watch import Watch

__all__ = [
    "AUTOMATIC",
    "Bound",
    "Built",
    "Choosy",
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
    "Started",
    "Watch",
    "WrongAnswerError",
    "check_engine",
    "choose",
    "engine_names",
    "find_engine",
    "registered",
    "run",
    "used_features",
]
