"""Months of an agency: who waits, who meets whom, and what the standards differ in over time."""

from .answer import Difference, Figure, Month, Simulation, StandardRun
from .figures import FIGURES, SERIES
from .intervals import Estimate
from .parameters import Shock, SimulationParameters, list_parameters
from .simulate import simulate
from .standards import STANDARDS

__all__ = [
    "FIGURES",
    "SERIES",
    "STANDARDS",
    "Difference",
    "Estimate",
    "Figure",
    "Month",
    "Shock",
    "Simulation",
    "SimulationParameters",
    "StandardRun",
    "list_parameters",
    "simulate",
]
