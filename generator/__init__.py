"""A synthetic agency drawn from published figures."""

from .agency import generate
from .figures import Figure, compute_figures
from .parameters import GeneratorParameters, list_sourced_figures
from .shares import SIZES

__all__ = [
    "SIZES",
    "Figure",
    "GeneratorParameters",
    "compute_figures",
    "generate",
    "list_sourced_figures",
]
