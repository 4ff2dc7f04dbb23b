"""Which values of a policy field relax which: the law that curves keep.

A value relaxes another if every plan allowed under the other is allowed under it and costs no more
there. Fields that are not in the table follow no such law, or not whatever the rest of the policy
says.
"""

from __future__ import annotations

from math import inf

from .point import Value

_UP = (
    "caseload.cap",
    "caseload.caps",
    "continuity.k",
    "continuity.k_by_group",
    "moves.limit",
    "moves.limit_share",
    "moves.months_served",
    "overtime.limit",
    "skills.specialist_speedup",
    "utilisation.ceiling",
)
"""Larger relaxes; ``none`` and ``unlimited`` are larger than any number."""

_DOWN = (
    "caseload.weights",
    "deadlines.late_price",
    "handoffs.minutes",
    "language.interpreter_factor",
    "moves.change_price",
    "moves.transfer_minutes",
    "overtime.price",
    "service.levels",
    "service.undone_price",
    "service.unowned",
)
"""Smaller relaxes."""

_WORDS: dict[str, tuple[Value, ...]] = {
    "deadlines.late": ("forbidden", "priced"),
    "language.match": ("required", "interpreter", "ignored"),
    "pool.scope": ("office", "region", "county"),
    "service.undone": ("forbidden", "priced"),
    "skills.bundle_integrity": (True, False),
}
"""The strictest first."""

_UNLAWFUL = ("skills.enabled",)
"""Switching skills off also takes the specialists' speed-up away."""


def ease(setting: str, value: Value) -> float | None:
    """Return how relaxed a value of a field is.

    Parameters
    ----------
    setting : str
        Section and field, and the entry of a table, e.g. ``service.levels.call``.
    value : str, int, float or bool
        A value of it.

    Returns
    -------
    float or None
        A larger number relaxes a smaller one; None where there is no such law.
    """
    field = ".".join(setting.split(".")[:2])
    if field in _WORDS:
        return float(_WORDS[field].index(value)) if value in _WORDS[field] else None
    if field.endswith(".enabled") and field not in _UNLAWFUL:
        return float(not value)
    if field in _UP or field in _DOWN:
        number = inf if value in ("none", "unlimited") else value
        if isinstance(number, str):
            return None
        return float(number) if field in _UP else -float(number)
    return None
