"""JSON text to plain data and back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NoReturn, cast

from ..privacy import shown
from ..problems import Problem

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(text: str, table: str, problems: list[Problem]) -> object:
    """Return the data of a JSON text, or record why it cannot be read.

    Parameters
    ----------
    text : str
        The whole text.
    table : str
        What it holds, as problems name it.
    problems : list of Problem
        Where a fault goes.

    Returns
    -------
    object
        Plain data; None if there is a fault.
    """
    try:
        data: object = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
        if _SURROGATE.search(text):
            json.dumps(data, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        problems.append(Problem(table, None, None, None, f"not valid JSON: {_reason(error)}"))
        return None
    if data is None:
        says = "holds nothing (null); it must be an object"
        problems.append(Problem(table, None, None, None, says))
    return data


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, UnicodeEncodeError):
        return "half a surrogate pair (\\ud800 to \\udfff) in a text; write the whole character"
    return str(error)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object has the field {shown(twice)} twice; keep one")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number of JSON; write a finite number")


def format_json(data: Mapping[str, object]) -> str:
    """Return an object as JSON text: a line a field, and a line an element of a list of objects."""
    fields = (f"{_ENCODE(name)}: {_value(value)}" for name, value in data.items())
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _value(value: object) -> str:
    if not isinstance(value, list):
        return _ENCODE(value)
    items = cast("list[object]", value)
    if items and isinstance(items[0], dict):
        return "[\n" + ",\n".join(map(_ENCODE, items)) + "\n]"
    return _ENCODE(items)
