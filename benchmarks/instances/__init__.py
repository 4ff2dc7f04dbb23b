"""Instances to measure on: synthetic agencies, and other people's files."""

from __future__ import annotations

from .agency import generate
from .figures import Figure, figures
from .parameters import GeneratorParameters, standing
from .shares import SIZES
from .timefold import convert

__all__ = [
    "SIZES",
    "Figure",
    "GeneratorParameters",
    "convert",
    "figures",
    "generate",
    "standing",
]
