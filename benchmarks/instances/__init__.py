"""Instances to measure on: synthetic agencies, and other people's files."""

from __future__ import annotations

__all__ = []
