"""The command ``samehands``: one file a subcommand."""

from __future__ import annotations

from .run import main, run

__all__ = ["main", "run"]
