"""What engines share to prove bounds: prices of rows, exact knapsacks, the volume algorithm."""

from .settings import Settings

__all__ = [
    "Settings",
]
