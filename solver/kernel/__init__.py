"""Price, shrink, solve: linear prices, then a program over the pairs that matter."""

from .engine import Kernel

__all__ = ["Kernel"]
