"""Price, shrink, solve: linear prices, then a program over the pairs that matter."""

from .engine import Kernel
from .options import Options

__all__ = ["Kernel", "Options"]
