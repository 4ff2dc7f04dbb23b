"""A setting and its values as people write them: ``caseload.cap=200:400:25``."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from ..model.errors import InputError, InputFault
from .point import Value

MOST_VALUES = 200
"""Most points of a curve."""

_FORMS = "write FIELD=FIRST:LAST:STEP or FIELD=VALUE,VALUE,..., e.g. caseload.cap=200:400:25"


def parse_setting(text: str) -> tuple[str, tuple[Value, ...]]:
    """Return the field and the values that a text names.

    Parameters
    ----------
    text : str
        ``FIELD=FIRST:LAST:STEP`` (both ends included) or ``FIELD=VALUE,VALUE,...``.

    Returns
    -------
    str, tuple
        The field and its values, each a whole number, a number, true, false or a word.

    Raises
    ------
    InputError
        If the text is none of these.

    Examples
    --------
    >>> parse_setting("caseload.cap=200:300:50")
    ('caseload.cap', (200, 250, 300))
    >>> parse_setting("continuity.k=1,2,unlimited")
    ('continuity.k', (1, 2, 'unlimited'))
    """
    field, sign, values = text.partition("=")
    if not sign or not field.strip() or not values.strip():
        raise _wrong(f"{text!r} names no field and values; {_FORMS}")
    if ":" in values:
        return field.strip(), _range(values)
    return field.strip(), tuple(_value(each.strip()) for each in values.split(","))


def _range(text: str) -> tuple[Value, ...]:
    try:
        first, last, step = (Decimal(part) for part in text.split(":"))
        count = int((last - first) / step)
    except (ValueError, InvalidOperation, ZeroDivisionError, OverflowError):
        raise _wrong(f"{text!r} is no range; {_FORMS}") from None
    if count < 0:
        raise _wrong(f"{text!r} never gets from its first to its last value; turn the step round")
    if count >= MOST_VALUES:
        raise _wrong(f"{text!r} has {count + 1} values; at most {MOST_VALUES} are swept")
    return tuple(_number(first + step * place) for place in range(count + 1))


def _value(text: str) -> Value:
    if text in ("true", "false"):
        return text == "true"
    try:
        return _number(Decimal(text))
    except InvalidOperation:
        return text


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _wrong(message: str) -> InputError:
    return InputError([InputFault("argument", None, None, "set", message)])
