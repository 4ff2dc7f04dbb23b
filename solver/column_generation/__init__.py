"""Patterns: the ways to serve a block, priced in as they are needed; the kernel engine at scale."""

from .pipeline import CODE, PatternPipeline, supports

__all__ = [
    "CODE",
    "PatternPipeline",
    "supports",
]
