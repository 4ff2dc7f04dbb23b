"""One cell: how it is read, what may not be in it, and how a message shows it.

The row models read cells by these functions; the bulk checks in ``columns`` say the same in polars,
and a property test compares the two.
"""

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


SEPARATOR = ";"
"""Separates the elements of a list in one cell."""

OTHER_SEPARATORS = ",|"
"""What others separate the elements of a list by."""

_LIVE = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")


def guarded(text: str) -> str:
    """Return a text as it may stand in a file that a spreadsheet program opens.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        With an apostrophe before a first =, +, - or @, which would begin a formula, and before
        apostrophes before such a one; plain numbers are left. Reading takes one apostrophe away.
    """
    is_live = _LIVE.match(text) is not None and _NUMBER.fullmatch(text) is None
    return f"'{text}" if is_live else text


def unguarded(text: str) -> str:
    """Return the text that ``guarded`` was given."""
    return text[1:] if _GUARDED.match(text) else text


LONGEST_TEXT = 200
"""Most characters of an id or a name."""

CONTROL = r"[\x00-\x1f\x7f-\x9f]"
"""Pattern of a control character, in the syntax that polars and ``re`` share."""

TRUE = ("true", "1", "yes")
"""Texts that mean true, in any case."""

FALSE = ("false", "0", "no")
"""Texts that mean false, in any case."""

MEANT_TRUE = (
    *("wahr", "ja", "vrai", "oui", "verdadero", "sí", "si", "verdadeiro", "sim", "vero", "sì"),
    *("waar", "prawda", "tak", "истина", "да", "y", "t", "x", "on"),
)
MEANT_FALSE = (
    *("falsch", "nein", "faux", "non", "falso", "não", "nao", "onwaar", "nee"),
    *("fałsz", "nie", "ложь", "нет", "n", "f", "off"),
)
"""What spreadsheets and people of other languages write: refused, with the word that is right."""


_CONTROL = re.compile(CONTROL)
_WHOLE = re.compile(r"[0-9]+")

SHARE = r"0|1|0?\.[0-9]{1,3}|1\.0{1,3}|0\.0"
"""Pattern of a share with three decimals at most, in the syntax that polars and ``re`` share."""

_SHARE = re.compile(SHARE)

PART = r"[01]|[01]?\.[0-9]{1,3}|2|2\.0{1,3}"
"""Pattern of a part of something whole, from 0 to 2 with three decimals at most, likewise."""

_PART = re.compile(PART)


def clean(text: str) -> str:
    """Return an id or a name unchanged.

    Raises
    ------
    ValueError
        If it looks like personal data, has spaces around it, or has a control character or the
        separator of lists in it.
    """
    if personal_value(text):
        raise ValueError("looks like a social security number")
    if _CONTROL.search(text):
        raise ValueError("has a control character in it")
    if SEPARATOR in text:
        raise ValueError(f"has '{SEPARATOR}' in it, which separates the elements of lists")
    if text != text.strip():
        raise ValueError("has spaces around it")
    return text


def distinct(elements: tuple[str, ...]) -> tuple[str, ...]:
    """Return the elements of a list unchanged.

    Raises
    ------
    ValueError
        If one stands in it twice.
    """
    if len(set(elements)) != len(elements):
        raise ValueError("has the same element twice")
    return elements


def split(cell: object) -> object:
    """Return a cell that holds a list as its elements; anything but text and null is unchanged."""
    if cell is None or cell == "":
        return ()
    return tuple(cell.split(SEPARATOR)) if isinstance(cell, str) else cell


def empty_to_none(cell: object) -> object:
    """Return null for an empty cell, and anything else unchanged."""
    return None if cell == "" else cell


def none_to_empty(cell: object) -> object:
    """Return the empty text for null, and anything else unchanged."""
    return "" if cell is None else cell


def whole(cell: object) -> int:
    """Return a cell as a whole number.

    Raises
    ------
    ValueError
        If it is not an integer, nor a text of digits only.
    """
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    if isinstance(cell, str) and _WHOLE.fullmatch(cell):
        return int(cell)
    raise ValueError("is not a whole number")


def signed(cell: object) -> int:
    """Return a cell as a whole number that may be below zero.

    Raises
    ------
    ValueError
        If it is not an integer, nor a text of digits with at most a minus before them.
    """
    return -whole(cell[1:]) if isinstance(cell, str) and cell.startswith("-") else whole(cell)


def share(cell: object) -> float:
    """Return a cell as a share; an empty one is the whole.

    Raises
    ------
    ValueError
        If it is not a number from 0 to 1 with three decimals at most.
    """
    if cell is None or cell == "":
        return 1.0
    text = repr(cell) if isinstance(cell, float) else str(cell)
    if isinstance(cell, bool) or _SHARE.fullmatch(text) is None:
        raise ValueError("is not a number from 0 to 1 with three decimals at most")
    return float(text)


def part(cell: object) -> float | None:
    """Return a cell as a part of something whole; an empty one says nothing.

    Raises
    ------
    ValueError
        If it is not a number from 0 to 2 with three decimals at most.
    """
    if cell is None or cell == "":
        return None
    text = repr(cell) if isinstance(cell, float) else str(cell)
    if isinstance(cell, bool) or _PART.fullmatch(text) is None:
        raise ValueError("is not a number from 0 to 2 with three decimals at most")
    return float(text)


PAIR_PRICE = r"^(?:never|0|-?[1-9][0-9]{0,5})$"
"""Pattern of what a pair of a client and a worker costs, in the syntax of polars and ``re``."""

NEVER = "never"
"""Stands for the price of a pair who must not meet."""

_PAIR_PRICE = re.compile(PAIR_PRICE)


def pair_price(cell: object) -> str:
    """Return what a pair costs, as text.

    Raises
    ------
    ValueError
        If it is neither ``never`` nor a whole number of at most six digits.
    """
    text = "" if cell is None or isinstance(cell, bool) else str(cell)
    if _PAIR_PRICE.fullmatch(text) is None:
        raise ValueError("is neither never nor a whole number of minutes")
    return text


def numbers(cell: object) -> object:
    """Return a cell that holds numbers as its elements; one number stands alone."""
    return (cell,) if isinstance(cell, int) else split(cell)


def flag(cell: object) -> bool:
    """Return a cell as true or false.

    Raises
    ------
    ValueError
        If it is none of true, false, 1, 0, yes and no.
    """
    text = str(cell).lower() if isinstance(cell, (bool, int, str)) else ""
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise ValueError("is neither true nor false")
