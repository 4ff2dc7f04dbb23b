"""Tiny agencies with their policies, as hypothesis strategies."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from tiny_agencies import Case, draw_case


def cases(formulation: str | None = None, off: float = 0.1) -> st.SearchStrategy[Case]:
    """Draw an agency and a policy; see ``tiny_agencies.draw_case``."""
    return sources().map(lambda rng: draw_case(rng, formulation, off))


def sources() -> st.SearchStrategy[Random]:
    """Draw a random source whose draws hypothesis chooses and shrinks."""
    return st.randoms(use_true_random=False)
