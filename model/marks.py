"""Marks on the policy's fields: which way a value relaxes, whether it is a price, and its unit.

A mark stands in the annotation of the field in ``sections.py``; ``policy_order.py`` reads them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Relaxes:
    """Which way the field relaxes: every plan stays allowed and costs no more.

    Parameters
    ----------
    way : str or tuple of str
        ``up``: the larger value relaxes, None and ``unlimited`` are the largest; ``down``: the
        smaller one; ``fewer``: the list with fewer entries; a tuple: the words themselves, the
        strictest first.
    absent : float or None
        What a table means for a name that it does not have; None where that is no limit at all.
    empty_is_apart : bool
        Whether an empty table means something that no entries could say.
    """

    way: Literal["up", "down", "fewer"] | tuple[str, ...]
    absent: float | None = None
    empty_is_apart: bool = False


@dataclass(frozen=True)
class Priced:
    """The field says what something costs."""


@dataclass(frozen=True)
class Assumed:
    """Nobody has measured the value.

    Parameters
    ----------
    above : float
        The part of the value that is assumed lies above this number.
    """

    above: float = 0.0


@dataclass(frozen=True)
class Time:
    """The field changes how many minutes the same work takes.

    Parameters
    ----------
    is_saved : bool
        Whether it takes minutes away; without the rule they come back.
    """

    is_saved: bool = False


@dataclass(frozen=True)
class Forbids:
    """The field rules plans out, or takes minutes that may be missing.

    Parameters
    ----------
    unless : bool, int, str, None or empty tuple
        The value, or the entry of a table, that rules nothing out.
    is_rule : bool
        Whether the field is the whole rule, so that only the rule can be taken back.
    """

    unless: bool | int | str | tuple[()] | None = None
    is_rule: bool = False


@dataclass(frozen=True)
class Unit:
    """What the value is counted in.

    Parameters
    ----------
    name : str
        The unit, in the plural.
    """

    name: str
