"""Price, shrink, solve: linear prices, then a program over the pairs that matter."""

from .engine import Kernel
from .steps import KernelSteps

__all__ = ["Kernel", "KernelSteps"]
