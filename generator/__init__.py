"""A synthetic agency drawn from published figures."""

from .agency import generate
from .figures import Figure, figures
from .parameters import GeneratorParameters, standing
from .shares import SIZES

__all__ = [
    "SIZES",
    "Figure",
    "GeneratorParameters",
    "figures",
    "generate",
    "standing",
]
