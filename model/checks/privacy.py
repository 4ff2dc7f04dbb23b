"""What may not come in: personal data, by the name of a column or by the look of a value."""

from __future__ import annotations

import re

PERSONAL_VALUE = (
    r"(?:^|[^0-9])[0-9]{3}[-. \u2010-\u2015][0-9]{2}[-. \u2010-\u2015][0-9]{4}(?:[^0-9]|$)"
)
"""Pattern of a social security number, in the syntax that polars and ``re`` share."""

_VALUE = re.compile(PERSONAL_VALUE)
_COLUMN = re.compile(
    r"\b(names?|ssn|dob|born|tel|fax|mail|street|zip)\b"
    r"|(first|last|middle|maiden|given|family|full|client|worker|user|sur|fore) ?names?\b"
    r"|social ?security|birth|phone|mobile|e ?mail|address|(zip|post) ?code|passport"
)
_LONGEST_SHOWN = 60


def personal_column(name: str) -> bool:
    """Whether a column's name looks like personal data, e.g. ``First Name`` or ``client_ssn``.

    Parameters
    ----------
    name : str
        The name as it stands in the header; case and separators do not matter.

    Returns
    -------
    bool
        True if the column should not be there at all.
    """
    words = re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower())
    return _COLUMN.search(" ".join(words)) is not None


def personal_value(text: str) -> bool:
    """Whether a text looks like a social security number (123-45-6789)."""
    return _VALUE.search(text) is not None


def shown(value: object) -> str:
    """Return a value of the input as a message may show it.

    Parameters
    ----------
    value : object
        What the input held.

    Returns
    -------
    str
        Texts in quotes, cut if long, control characters escaped; ``(withheld)`` if the value looks
        like personal data.
    """
    text = value if isinstance(value, str) else _plain(value)
    if personal_value(text):
        return "(withheld)"
    cut = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "..."
    safe = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
    return f"'{safe}'" if isinstance(value, str) else safe


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, (list, tuple)) else str(value)
