"""A small validator of JSON Schema: the keywords that our schemas use, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import cast

Schema = Mapping[str, object]

_TYPES: Mapping[str, Callable[[object], bool]] = {
    "object": lambda data: isinstance(data, dict),
    "array": lambda data: isinstance(data, list),
    "string": lambda data: isinstance(data, str),
    "boolean": lambda data: isinstance(data, bool),
    "null": lambda data: data is None,
    "number": lambda data: isinstance(data, int | float) and not isinstance(data, bool),
    "integer": lambda data: isinstance(data, int) and not isinstance(data, bool),
}
_OF_PARTS = {
    *("properties", "additionalProperties", "propertyNames", "required"),
    *("items", "prefixItems"),
}
_SILENT = {"$schema", "$defs", "title", "description", "default", "readOnly", "examples"}


def faults(root: Schema, data: object) -> list[str]:
    """Return what a schema refuses in JSON data, each fault with its place.

    Parameters
    ----------
    root : Schema
        The whole schema.
    data : object
        What ``json.loads`` returns.
    """
    return list(_faults(root, root, data, "$"))


def _faults(root: Schema, schema: Schema, data: object, at: str) -> Iterator[str]:
    for keyword, value in schema.items():
        if keyword == "$ref":
            name = cast("str", value).removeprefix("#/$defs/")
            definitions = cast("Mapping[str, Schema]", root["$defs"])
            yield from _faults(root, definitions[name], data, at)
        elif keyword in ("anyOf", "oneOf"):
            branches = cast("list[Schema]", value)
            fits = sum(not any(_faults(root, branch, data, at)) for branch in branches)
            if not fits or (keyword == "oneOf" and fits > 1):
                yield f"{at}: {fits} of {branches}"
        elif keyword not in _SILENT and not _one(keyword, value, data):
            yield f"{at}: {keyword} {value}"
    if isinstance(data, dict):
        yield from _of_object(root, schema, cast("dict[str, object]", data), at)
    elif isinstance(data, list):
        yield from _of_list(root, schema, cast("list[object]", data), at)


def _of_list(root: Schema, schema: Schema, data: list[object], at: str) -> Iterator[str]:
    first = cast("list[Schema]", schema.get("prefixItems", []))
    rest = cast("Schema", schema.get("items", {}))
    for number, item in enumerate(data):
        each = first[number] if number < len(first) else rest
        yield from _faults(root, each, item, f"{at}[{number}]")


def _of_object(root: Schema, schema: Schema, data: dict[str, object], at: str) -> Iterator[str]:
    fields = cast("Mapping[str, Schema]", schema.get("properties", {}))
    named = cast("Schema", schema.get("propertyNames", {}))
    for name in data:
        yield from _faults(root, named, name, f"{at}.{name}")
    others = schema.get("additionalProperties", True)
    for name, value in data.items():
        if name in fields:
            yield from _faults(root, fields[name], value, f"{at}.{name}")
        elif isinstance(others, dict):
            yield from _faults(root, cast("Schema", others), value, f"{at}.{name}")
        elif others is False:
            yield f"{at}.{name}: unknown"
    for name in cast("list[str]", schema.get("required", [])):
        if name not in data:
            yield f"{at}.{name}: missing"


def _one(keyword: str, value: object, data: object) -> bool:
    """Whether data keeps one keyword, which holds for data of other types in any case."""
    if keyword in _OF_PARTS:
        return True
    if keyword == "type":
        return _TYPES[cast("str", value)](data)
    if keyword == "const":
        return data == value and type(data) is type(value)
    if keyword == "enum":
        return data in cast("list[object]", value)
    if keyword == "format":
        return not isinstance(data, str) or _is_date(data)
    if keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        return not _TYPES["number"](data) or _in_range(keyword, value, data)
    return _sized(keyword, value, data)


def _in_range(keyword: str, value: object, data: object) -> bool:
    number, limit = cast("float", data), cast("float", value)
    if keyword == "exclusiveMinimum":
        return number > limit
    if keyword == "exclusiveMaximum":
        return number < limit
    return number >= limit if keyword == "minimum" else number <= limit


def _sized(keyword: str, value: object, data: object) -> bool:
    if keyword in ("minLength", "maxLength"):
        limit = cast("int", value)
        size = len(data) if isinstance(data, str) else limit
        return size >= limit if keyword == "minLength" else size <= limit
    items = cast("list[object]", data) if isinstance(data, list) else None
    if keyword == "minItems":
        return items is None or len(items) >= cast("int", value)
    if keyword == "maxItems":
        return items is None or len(items) <= cast("int", value)
    if keyword == "uniqueItems":
        return items is None or len(set(map(repr, items))) == len(items)
    raise AssertionError(f"a keyword that this validator does not know: {keyword}")


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
