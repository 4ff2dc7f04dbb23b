"""Plain data to a pydantic model, and every fault in words that say what would be right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Generic, Self, TypeVar, cast

from pydantic import BaseModel, ValidationError

from ..errors import InputError, InputFault
from .cells import personal_value, shown

# What a JSON schema asks for, in plain words.


Schema = Mapping[str, object]

_TYPES = {
    "string": "a text",
    "boolean": "true or false",
    "null": "left out",
    "object": "a table of fields",
}


def resolve(root: Schema, schema: Schema) -> Schema:
    """Return a schema with its reference to a definition followed, if it is one."""
    name = schema.get("$ref")
    if not isinstance(name, str):
        return schema
    definitions = cast("Mapping[str, Schema]", root["$defs"])
    return definitions[name.rsplit("/", 1)[-1]]


def properties(root: Schema, schema: Schema) -> Mapping[str, Schema]:
    """Return the schemas of the fields that a schema names."""
    return cast("Mapping[str, Schema]", resolve(root, schema).get("properties", {}))


def child(root: Schema, schema: Schema, part: str | int) -> Schema:
    """Return the schema of a field or an element; empty if anything goes there."""
    schema = resolve(root, schema)
    for branch in cast("list[Schema]", schema.get("anyOf", [])):
        found = child(root, branch, part)
        if found:
            return found
    if isinstance(part, int):
        return cast("Schema", schema.get("items", {}))
    named = properties(root, schema).get(part)
    extra = schema.get("additionalProperties", {})
    return named or (cast("Schema", extra) if isinstance(extra, dict) else {})


def phrase(root: Schema, schema: Schema) -> str:
    """Return what a value must be.

    Parameters
    ----------
    root : Schema
        The whole schema, for its definitions.
    schema : Schema
        The schema of the value.

    Returns
    -------
    str
        E.g. ``a whole number of at least 1, or 'unlimited'``.
    """
    schema = resolve(root, schema)
    branches = schema.get("anyOf")
    if isinstance(branches, list):
        return ", or ".join(phrase(root, one) for one in cast("list[Schema]", branches))
    if "const" in schema:
        return f"'{schema['const']}'"
    if isinstance(schema.get("enum"), list):
        return "one of " + ", ".join(f"'{one}'" for one in cast("list[str]", schema["enum"]))
    kind = schema.get("type")
    if kind in ("integer", "number"):
        return ("a whole number" if kind == "integer" else "a number") + _range(schema)
    if isinstance(schema.get("prefixItems"), list):
        parts = [phrase(root, one) for one in cast("list[Schema]", schema["prefixItems"])]
        return f"a list of {len(parts)}: {', '.join(parts)}"
    if kind == "array":
        return f"a list, each element {phrase(root, cast('Schema', schema.get('items', {})))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        each = phrase(root, cast("Schema", schema["additionalProperties"]))
        return f"a table, each value {each}"
    if schema.get("format") == "date":
        return "a date such as 2026-03-02"
    return _TYPES.get(str(kind), "a value")


def _range(schema: Schema) -> str:
    low, high, below = (schema.get(key) for key in ("minimum", "maximum", "exclusiveMaximum"))
    if (above := schema.get("exclusiveMinimum")) is not None:
        return f" above {above}" + (f" and of at most {high}" if high is not None else "")
    if high is not None:
        return f" from {low} to {high}"
    if below is not None:
        return f" from {low} to less than {below}"
    return f" of at least {low}" if low is not None else ""


# The name somebody meant, when they wrote one that is not known.


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` if a known name is close to the given one, else nothing."""
    lower = {one.lower(): one for one in known}
    close = get_close_matches(name.strip().lower(), lower, n=1, cutoff=0.6)
    return f"; did you mean '{lower[close[0]]}'?" if close else ""


M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]
_LEVELS = 10

PERSONAL = "looks like personal data (not repeated here); use pseudonymous identifiers only"


@dataclass(frozen=True)
class Loaded(Generic[M]):
    """A model made of plain data.

    Parameters
    ----------
    model : pydantic.BaseModel
        The model; fields at fault have their defaults.
    problems : tuple of InputFault
        Every fault.
    bad : frozenset of str
        The fields at fault, down to the second level: ``section`` or ``section.field``.
    """

    model: M
    problems: tuple[InputFault, ...]
    bad: frozenset[str]


def load(kind: type[M], data: object, table: str) -> Loaded[M]:
    """Make a model of plain data, as TOML and JSON files hold it.

    Parameters
    ----------
    kind : type
        A model all of whose fields have defaults.
    data : object
        The data.
    table : str
        Name of the data in problems.

    Returns
    -------
    Loaded
        The model as far as it could be read, and every fault.
    """
    if not isinstance(data, dict) or _deep(cast("object", data), _LEVELS):
        plain = "one nested too deeply" if isinstance(data, dict) else shown(data)
        says = f"must be a table of fields, not {plain}"
        return Loaded(kind(), (InputFault(table, None, None, None, says),), frozenset())
    content = cast("dict[str, object]", data)
    faults = {path: _personal(path) for path in _personal_paths(content, ())}
    faults |= {
        path: fault
        for path, fault in _faults(kind, content).items()
        if not any(path[: len(known)] == known for known in faults)
    }
    problems = tuple(InputFault(table, None, None, *fault) for fault in faults.values())
    # An element of a list falls with the whole list.
    fallen: list[Path] = [
        tuple(part for part in path[:2] if isinstance(part, str)) for path in faults
    ]
    rest = _without(content, fallen)
    return Loaded(_strict(kind, rest), problems, frozenset(map(_dotted, fallen)))


def _deep(data: object, levels: int) -> bool:
    parts: Iterable[object] = ()
    if isinstance(data, dict):
        parts = cast("dict[str, object]", data).values()
    elif isinstance(data, list):
        parts = cast("list[object]", data)
    return levels == 0 or any(_deep(part, levels - 1) for part in parts)


def _strict(kind: type[M], data: Mapping[str, object]) -> M:
    return kind.model_validate_json(json.dumps(data, default=_plain), strict=True)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _faults(kind: type[BaseModel], data: Mapping[str, object]) -> dict[Path, tuple[str, str]]:
    try:
        _strict(kind, data)
    except ValidationError as error:
        return faults_by_path(error, data, kind.model_json_schema())
    return {}


class NestedFaults(ValueError):
    """Faults of a part that is read by rules of its own, inside something that pydantic reads.

    Parameters
    ----------
    problems : sequence of InputFault
        The faults, with the part as their table.
    """

    def __init__(self, problems: Sequence[InputFault]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class CheckedModel(BaseModel):
    """Plain data whose faults are an InputError, also where it is made by keywords."""

    def __new__(cls, **fields: object) -> Self:
        """Check fields given as keywords; InputError names every fault in the words of the file."""
        try:
            if fields:
                cls.__pydantic_validator__.validate_python(fields)
        except ValidationError as error:
            table = cls.__name__.lower()
            raise InputError(input_faults(error, fields, cls.model_json_schema(), table)) from None
        return super().__new__(cls)


def input_faults(
    error: ValidationError, data: object, schema: Schema, table: str
) -> list[InputFault]:
    """Return what pydantic found wrong with plain data; see ``faults_by_path``.

    Parameters
    ----------
    error, data, schema
        As for ``faults_by_path``.
    table : str
        Name of the data in faults.

    Returns
    -------
    list of InputFault
        One per field, and all those of a part that is read by rules of its own.
    """
    nested: dict[Path, Sequence[InputFault]] = {}
    for detail in error.errors(include_url=False):
        inner = detail.get("ctx", {}).get("error")
        if isinstance(inner, NestedFaults):
            path = _real_path(data, detail["loc"], keep_last=False)
            nested[path] = [_placed(problem, path[:-1]) for problem in inner.problems]
    found: list[InputFault] = []
    for path, each in faults_by_path(error, data, schema).items():
        found += nested.get(path, [InputFault(table, None, None, each[0] or None, each[1])])
    return found


def _placed(problem: InputFault, path: Path) -> InputFault:
    """Return a fault of a part with the place of what the part belongs to."""
    place = ".".join(name for name in (_dotted(path), problem.field) if name)
    return replace(problem, field=place or None, message=_item(path) + problem.message)


def faults_by_path(
    error: ValidationError, data: object, schema: Schema
) -> dict[Path, tuple[str, str]]:
    """Put what pydantic found wrong with plain data into the words of its fields.

    Parameters
    ----------
    error : pydantic.ValidationError
        What it found.
    data : object
        The data.
    schema : Schema
        The JSON schema of what the data should have been.

    Returns
    -------
    dict
        By the place in the data: the field with dots between its parts, empty for the whole, and
        what is wrong with it and what would be right.
    """
    found: dict[Path, tuple[str, str]] = {}
    details = error.errors(include_url=False, include_context=False)
    places = {detail["loc"] for detail in details}
    for detail in details:
        size = len(detail["loc"])
        if detail["type"] == "too_short" and any(
            place[:size] == detail["loc"] != place for place in places
        ):
            # Elements at fault do not count; a list with some is not short on top of that.
            continue
        path = _real_path(data, detail["loc"], keep_last=detail["type"] == "missing")
        if detail["type"] == "value_error":
            says = _item(path) + detail["msg"].removeprefix("Value error, ")
            found.setdefault(path, (_dotted(path), says))
        else:
            found.setdefault(path, _describe(path, detail["type"], data, schema))
    return found


def _real_path(data: object, loc: Path, keep_last: bool) -> Path:
    """Leave out the parts of a location that name a branch of a union, not a place in the data."""
    path: list[str | int] = []
    for at, part in enumerate(loc):
        if _holds(data, part):
            path.append(part)
            data = _at(data, part)
        elif keep_last and at == len(loc) - 1:
            path.append(part)
    return tuple(path)


def _holds(data: object, part: str | int) -> bool:
    if isinstance(data, dict):
        return part in data
    return (
        isinstance(data, list) and isinstance(part, int) and part < len(cast("list[object]", data))
    )


def _at(data: object, part: str | int) -> object:
    return cast("dict[str | int, object]", data)[part]


def _describe(path: Path, sort: str, data: object, schema: Schema) -> tuple[str, str]:
    field, item = _dotted(path), _item(path)
    parent = schema
    for part in path[:-1]:
        parent = child(schema, parent, part)
    name = str(path[-1]) if path else ""
    if sort == "extra_forbidden":
        return field, item + _unknown(name, schema, parent, top=len(path) == 1)
    wanted = phrase(schema, child(schema, parent, path[-1]) if path else schema)
    if sort == "missing":
        return field, f"{item}missing; it must be {wanted}"
    value = data
    for part in path:
        value = _at(value, part)
    return field, f"{item}{shown(value)} is not right; it must be {wanted}"


def _unknown(name: str, schema: Schema, parent: Schema, top: bool) -> str:
    known = properties(schema, parent)
    close = suggestion(name, known)
    sort = (
        "section"
        if top and known and all(properties(schema, one) for one in known.values())
        else "field"
    )
    homes = [one for one, section in known.items() if name in properties(schema, section)]
    hint = f"; it belongs in [{'] or ['.join(homes)}];" if top and homes else close or ";"
    listed = f"the {sort}s here are {', '.join(known)}" if known else "no fields belong here"
    return f"unknown {sort} {shown(name)}{hint} {listed}"


def _item(path: Path) -> str:
    numbers = [part + 1 for part in path if isinstance(part, int)]
    return "".join(f"item {number}: " for number in numbers)


def _dotted(path: Path) -> str:
    return ".".join(shown(part).strip("'") for part in path if isinstance(part, str))


def _personal(path: Path) -> tuple[str, str]:
    return _dotted(path), _item(path) + PERSONAL


def _personal_paths(data: object, path: Path) -> Iterator[Path]:
    if isinstance(data, str) and personal_value(data):
        yield path
    elif isinstance(data, dict):
        for name, value in cast("dict[str, object]", data).items():
            if personal_value(name):
                yield (*path, name)
            else:
                yield from _personal_paths(value, (*path, name))
    elif isinstance(data, list):
        for index, value in enumerate(cast("list[object]", data)):
            yield from _personal_paths(value, (*path, index))


def _without(data: Mapping[str, object], paths: list[Path]) -> dict[str, object]:
    whole = {path[0] for path in paths if len(path) == 1}
    rest: dict[str, object] = {}
    for name, value in data.items():
        if name in whole:
            continue
        if isinstance(value, dict):
            section = cast("dict[str, object]", value)
            value = {key: one for key, one in section.items() if (name, key) not in paths}
        rest[name] = value
    return rest
