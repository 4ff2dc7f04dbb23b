"""Patterns: the ways to serve a block, priced in as they are needed; the kernel engine at scale."""

from .pipeline import PatternPipeline, supports

__all__ = [
    "PatternPipeline",
    "supports",
]
