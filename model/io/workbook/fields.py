"""The calendar and the policy as rows of a sheet, one value a row, and back.

A list has a row for each element, a table of names one for each name; ``none`` stands for a list or
a table that is empty though its default is not, and an empty cell for the default.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from pydantic import BaseModel

from ...checks.cells import FALSE, TRUE, shown, unguarded
from ...checks.messages import Schema, child, resolve
from ...errors import InputFault
from .book import Cell

NONE = "none"
"""Stands for a list or a table without elements."""

_DECIMALS = 8
"""Decimals of a number that come back from a cell; one with more is written as text."""

FieldRow = tuple[str, Cell, Cell]
"""A field, section and all; the name of an element, where elements have names; the value."""


def field_rows(model: BaseModel, prefix: str = "") -> Iterator[FieldRow]:
    """Yield every value of a model.

    Parameters
    ----------
    model : pydantic.BaseModel
        The calendar, or the policy, whose fields are sections.
    prefix : str
        What stands before the names of its fields.
    """
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from field_rows(value, f"{prefix}{name}.")
            continue
        default = info.get_default(call_default_factory=True)
        for element, each in _elements(value, is_empty=not default):
            yield f"{prefix}{name}", element, each


def _elements(value: object, is_empty: bool) -> Iterator[tuple[Cell, Cell]]:
    if isinstance(value, Mapping):
        for name, each in cast("Mapping[str, object]", value).items():
            for _, one in _elements(each, is_empty=False):
                yield _quoted(name), one
    elif isinstance(value, tuple):
        for each in cast("tuple[object, ...]", value):
            if isinstance(each, BaseModel):
                first, second = (getattr(each, name) for name in type(each).model_fields)
                yield _quoted(first), _quoted(second)
            else:
                yield None, _quoted(each)
    else:
        yield None, None if value is None else _quoted(value)
        return
    if not value:
        yield None, None if is_empty else NONE


def _quoted(value: object) -> Cell:
    if isinstance(value, float) and ("e" in repr(value) or round(value, _DECIMALS) != value):
        return repr(value)
    if not isinstance(value, str):
        return cast("Cell", value)
    is_plain = value == value.strip() != "" and value != NONE and not value.startswith('"')
    return value if is_plain else json.dumps(value)


def _unquoted(text: str) -> str:
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return text
    return unguarded(text)


# From rows back to plain data.


@dataclass(frozen=True)
class _Said:
    """What a row says: its number, the field, the name of an element, the value."""

    number: int
    where: str
    name: str | None
    value: str | None


@dataclass
class FieldData:
    """Plain data as it is read from rows, with the row of each value.

    Parameters
    ----------
    table : str
        ``calendar`` or ``policy``.
    kind : type
        The model that the data should make.
    letters : mapping of str to str
        Letters of the columns name and value.
    data : dict
        What was read so far.
    rows : dict of str to int
        The first row of each field, and of each element that has a name.
    faults : list of InputFault
        What is wrong with rows.
    """

    table: str
    kind: type[BaseModel]
    letters: Mapping[str, str]
    data: dict[str, object] = field(default_factory=dict[str, object])
    rows: dict[str, int] = field(default_factory=dict[str, int])
    faults: list[InputFault] = field(default_factory=list[InputFault])

    def read(self, rows: Iterable[tuple[int, str | None, str | None, str | None]]) -> None:
        """Take rows in: number, field, name of an element, value."""
        schema: Schema = self.kind.model_json_schema()
        for number, where, name, value in rows:
            if where is not None:
                self._take(schema, _Said(number, where.strip(), name, value))
            elif name is not None or value is not None:
                self._refuse(number, "field", "empty; name the field that the value is for")

    def _take(self, schema: Schema, said: _Said) -> None:
        home = schema
        for part in said.where.split("."):
            home = child(schema, home, part)
        if said.value is None:
            if said.name is not None:
                self._refuse(said.number, said.where, "empty; it needs a value, or no name")
            return
        many = _branch(schema, home, "array")
        table = _branch(schema, home, _EXTRA)
        if said.value == NONE and said.name is None and (many or table):
            self._put(said.where, [] if many else {})
        elif many:
            self._add_element(schema, many, said)
        elif table:
            self._add_entry(schema, table, said)
        else:
            self._set(schema, home, said)
        self.rows.setdefault(said.where, said.number)

    def _set(self, schema: Schema, home: Schema, said: _Said) -> None:
        if said.name is not None:
            says = "a field with a single value; leave its name empty"
            self._refuse(said.number, said.where, says)
        elif said.where in self.rows:
            says = f"stands in row {self.rows[said.where]} already; keep one of the two"
            self._refuse(said.number, said.where, says)
        else:
            self._put(said.where, _parsed(schema, home, said.value or ""))

    def _add_element(self, schema: Schema, many: Schema, said: _Said) -> None:
        inner = resolve(schema, cast("Schema", many["items"]))
        parts = cast("Mapping[str, Schema]", inner.get("properties", {}))
        texts = (said.name or "", said.value or "")
        if parts:
            both = zip(parts.items(), texts, strict=True)
            found: object = {key: _parsed(schema, part, text) for (key, part), text in both}
        else:
            found = _parsed(schema, inner, texts[1])
        known = cast("list[object]", self._known(said.where, []))
        known.append(found)

    def _add_entry(self, schema: Schema, table: Schema, said: _Said) -> None:
        if said.name is None:
            says = "the name is empty; write for what the value counts"
            self._refuse(said.number, said.where, says)
            return
        key, value = _unquoted(said.name), said.value or ""
        inner = resolve(schema, cast("Schema", table[_EXTRA]))
        entries = cast("dict[str, object]", self._known(said.where, {}))
        if inner.get("type") == "array":
            elements = cast("list[object]", entries.setdefault(key, []))
            if value != NONE:
                elements.append(_parsed(schema, cast("Schema", inner["items"]), value))
        elif key in entries:
            says = f"{shown(key)} stands in row {self.rows[f'{said.where}.{key}']} already"
            self._refuse(said.number, said.where, f"{says}; keep one of the two")
        else:
            entries[key] = _parsed(schema, inner, value)
        self.rows.setdefault(f"{said.where}.{key}", said.number)

    def _put(self, where: str, value: object) -> None:
        home, name = self._home(where)
        home[name] = value

    def _known(self, where: str, empty: object) -> object:
        home, name = self._home(where)
        return home.setdefault(name, empty)

    def _home(self, where: str) -> tuple[dict[str, object], str]:
        """Return the object that a field belongs to, and the last part of its name."""
        *path, name = where.split(".")
        home = self.data
        for part in path:
            inner = home.setdefault(part, {})
            home = cast("dict[str, object]", inner) if isinstance(inner, dict) else {}
        return home, name

    def _refuse(self, number: int, where: str, says: str) -> None:
        letter = self.letters.get("value")
        self.faults.append(InputFault(self.table, number, None, where, says, letter))


_EXTRA = "additionalProperties"


def _branch(schema: Schema, home: Schema, sort: str) -> Schema | None:
    """Return the branch of a schema that is a list, or a table of names; None if none is."""
    home = resolve(schema, home)
    for each in cast("list[Schema]", home.get("anyOf", [home])):
        each = resolve(schema, each)
        if each.get("type") == sort or (sort == _EXTRA and isinstance(each.get(sort), dict)):
            return each
    return None


_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")


def _parsed(schema: Schema, home: Schema, text: str) -> object:
    """Return the text of a cell as a value of a schema; as it is, where that is not possible."""
    home = resolve(schema, home)
    branches = cast("list[Schema]", home.get("anyOf", [home]))
    kinds = {str(resolve(schema, each).get("type")) for each in branches}
    if "boolean" in kinds and text.lower() in (*TRUE, *FALSE):
        return text.lower() in TRUE
    if kinds & {"number", "integer"} and _NUMBER.fullmatch(text):
        return float(text) if re.search("[.eE]", text) else int(text)
    return _unquoted(text)
