"""An answer as a notebook shows it: its first screen, told without the tables behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..planning import Comparison, Result
from ..planning.written import WrittenAnswer
from ..rebalancing import Rebalance
from ..scenarios import WhatIf
from .compared import answer_to_compare
from .document import Section
from .html import format_fragment
from .rebalanced import answer_to_rebalance
from .solved import answer_to_solve
from .what_if import answer_to_what_if

_FIRST_SCREENS: Mapping[type[WrittenAnswer], Callable[[Any], Section]] = {
    Result: answer_to_solve,
    Comparison: answer_to_compare,
    WhatIf: answer_to_what_if,
    Rebalance: answer_to_rebalance,
}
"""The first screens of answers that need no tables for it."""


def notebook_html(answer: WrittenAnswer) -> str | None:
    """Return the first screen of an answer as a piece of HTML.

    Parameters
    ----------
    answer : WrittenAnswer
        The answer.

    Returns
    -------
    str or None
        None where the first screen needs the tables that the answer is about.
    """
    first_screen = _FIRST_SCREENS.get(type(answer))
    return None if first_screen is None else format_fragment(first_screen(answer))
