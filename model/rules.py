"""The thirteen rules, and the marks that say how the policy's fields belong to them.

The id of a rule is the section of ``policy.toml``, the file in ``formulations/rules`` and
``audit/rules``, the page in ``docs/rules`` and the id in violations and explanations. A mark stands
in the annotation of a field in ``sections.py``; ``policy_order.py`` reads them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

RuleId = Literal[
    "skills",
    "language",
    "pool",
    "pairs",
    "continuity",
    "deadlines",
    "caseload",
    "utilisation",
    "overtime",
    "service",
    "moves",
    "handoffs",
    "robust",
]
"""The id of a rule."""

RULES: tuple[RuleId, ...] = get_args(RuleId)
"""All rule ids, in the order of the policy file."""

SENTENCES: dict[RuleId, str] = {
    "skills": "Whoever does a task works in its program, and an owner in every program of the "
    "client.",
    "language": "The client is spoken to in the client's own language, or through an interpreter.",
    "pool": "A client's workers belong to the client's office, region or county.",
    "pairs": "A client and a worker who must not meet do not; other pairs have a price or a gain.",
    "continuity": "At most K different workers serve a client, the owner included.",
    "deadlines": "Work ends by its due period, or its lateness is priced.",
    "caseload": "No worker owns more clients, weighted or by program, than the cap; more than a "
    "fair share costs.",
    "utilisation": "A worker's minutes stay under the ceiling, and cost more above breakpoints.",
    "overtime": "Minutes above a period's regular minutes are limited and priced.",
    "service": "Work left undone and clients left without an owner are priced or forbidden.",
    "moves": "A change of owner is priced, takes minutes to transfer, and may be limited.",
    "handoffs": "Each worker other than the owner spends minutes to get to know the client.",
    "robust": "A plan holds while workers are away and some clients take longer than planned.",
}
"""One plain sentence a rule, as reports print it."""


@dataclass(frozen=True)
class Relaxes:
    """Which way the field relaxes: every plan stays allowed and costs no more.

    Parameters
    ----------
    way : str or tuple of str
        ``up``: the larger value relaxes, None and ``unlimited`` are the largest; ``down``: the
        smaller one; ``fewer``: the list or table with fewer entries; a tuple: the words themselves,
        the strictest first.
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
    unless : bool, int, float, str, None or empty tuple
        The value, or the entry of a table, that rules nothing out.
    is_rule : bool
        Whether the field is the whole rule, so that only the rule can be taken back.
    """

    unless: bool | int | float | str | tuple[()] | None = None
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
