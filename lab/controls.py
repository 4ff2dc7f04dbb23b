"""The controls of the policy's fields, made from the fields and their marks, and what they hold.

A control is made from the JSON Schema of the policy (kind, range, choices, default, description)
and from the marks of ``policy_fields`` (unit, what relaxes, what is assumed), so that a new field
of a rule has a control of its own as soon as it is a field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from ..model.checks.messages import Schema, resolve
from ..model.policy import Policy
from ..model.policy_order import PolicyField, field_values, policy_fields

Kind = Literal["flag", "choice", "number", "names", "table", "rows"]
"""A checkbox; words to choose from; a number; a list of names; a number or a name for each of some
names; a list of rows of several parts."""

Data = dict[str, object]
"""Values of fields by their names, as JSON has them; as they were typed where they are wrong."""

_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,15})?", re.ASCII)
_UNLIMITED = "unlimited"
_NONE = "none"


Form = Mapping[str, Sequence[str]]
"""The texts of a form by the names of its inputs."""


@dataclass(frozen=True)
class Part:
    """One input: a number in a range, or a text.

    Parameters
    ----------
    name : str
        What stands after the name of the control in a form; empty for the control itself.
    label : str
        What it is.
    is_number, is_whole : bool
        Whether it takes a number, and a whole one.
    least, most : str
        The range; empty for none.
    empty : str or None
        What it means if it is empty: ``none`` or ``unlimited``; None where it may not be.
    is_list : bool
        Whether it takes several names, separated by ``;``.
    """

    name: str
    label: str
    is_number: bool = False
    is_whole: bool = False
    least: str = ""
    most: str = ""
    empty: str | None = None
    is_list: bool = False

    def value(self, text: str) -> object:
        """Return what a text means; the text itself where it means nothing."""
        text = text.strip()
        if self.is_list:
            return [name for each in text.split(";") if (name := each.strip())]
        if self.empty is not None and text.lower() in ("", self.empty):
            return None if self.empty == _NONE else self.empty
        if not self.is_number or not _NUMBER.fullmatch(text):
            return text
        return float(text) if "." in text else int(text)

    def text(self, value: object) -> str:
        """Return a value as it stands in the input."""
        if value is None:
            return ""
        if isinstance(value, list):
            return "; ".join(map(str, cast("list[object]", value)))
        return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Control:
    """How a field of the policy is shown and changed.

    Parameters
    ----------
    field : PolicyField
        The field.
    kind : str
        What it holds.
    about : str
        What it means.
    default : object
        Its default, as JSON has it.
    parts : tuple of Part
        Its inputs: one, or those of each row.
    choices : tuple of str
        The words to choose from.
    """

    field: PolicyField
    kind: Kind
    about: str
    default: object
    parts: tuple[Part, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The section and the field."""
        return self.field.name

    @property
    def label(self) -> str:
        """The field in words."""
        return self.name.partition(".")[2].replace("_", " ")

    def from_form(self, form: Form) -> object:
        """Return the value in a form, in which every control stands."""
        mine = form.get(self.name, ())
        last = mine[-1] if mine else ""
        if self.kind == "flag":
            return last == "true"
        if self.kind == "choice":
            return last
        if self.kind == "number":
            return self.parts[0].value(last)
        if self.kind == "names":
            lines = [
                line for text in form.get(f"{self.name}.lines", ()) for line in text.split("\n")
            ]
            return list(dict.fromkeys(name for each in (*mine, *lines) if (name := each.strip())))
        columns = [form.get(f"{self.name}.{part.name}", ()) for part in self.parts]
        rows = [row for row in zip(*columns, strict=False) if any(map(str.strip, row))]
        if self.kind == "rows":
            return [
                {part.name: part.value(text) for part, text in zip(self.parts, row, strict=True)}
                for row in rows
            ]
        value = self.parts[1]
        return {key.strip(): value.value(text) for key, text in rows if text.strip()}

    def from_text(self, text: str) -> object:
        """Return the value in an address, the inverse of ``to_text``."""
        if self.kind == "flag":
            return {"true": True, "false": False}.get(text, text)
        if self.kind == "choice":
            return text
        if self.kind == "number":
            return self.parts[0].value(text)
        try:
            return cast("object", json.loads(text))
        except (ValueError, RecursionError):
            return text

    def to_text(self, value: object) -> str:
        """Return a value as it stands in an address."""
        if value is None:
            return _NONE
        if isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def rows(self, value: object, names: Sequence[str] = (), spare: int = 2) -> list[list[str]]:
        """Return the texts of a table's inputs, row by row.

        Parameters
        ----------
        value : object
            What the field holds.
        names : sequence of str
            Names that may be in the table: each has a row.
        spare : int
            Empty rows at the end.
        """
        found: list[list[str]] = []
        if self.kind == "table" and isinstance(value, dict):
            table = cast("dict[str, object]", value)
            found = [[key, self.parts[1].text(each)] for key, each in table.items()]
            found += [[name, ""] for name in names if name not in table]
        elif isinstance(value, list):
            for each in cast("list[object]", value):
                row = cast("dict[str, object]", each) if isinstance(each, dict) else {}
                found.append([part.text(row.get(part.name)) for part in self.parts])
        return [*found, *([""] * len(self.parts) for _ in range(spare))]

    def marks(self) -> Iterator[str]:
        """Yield what the marks of the field say, in sentences."""
        field = self.field
        if field.unit:
            yield f"In {field.unit}."
        yield f"Default: {self.words(self.default)}."
        if field.assumed is not None:
            above = f" above {field.assumed.above:g}" if field.assumed.above else ""
            yield f"The default{above} is an assumption of samehands: nobody has measured it."
        if field.relaxes is not None:
            way = field.relaxes.way
            if isinstance(way, tuple):
                yield f"From strict to relaxed: {', '.join(way)}."
            elif self.kind == "flag":
                yield "Off relaxes."
            else:
                says = {"up": "A larger number relaxes", "down": "A smaller number relaxes"}
                yield f"{says.get(way, 'Fewer entries relax')}."
        if field.forbids is not None:
            yield "It can rule plans out."

    def words(self, value: object) -> str:
        """Return a value in words."""
        if isinstance(value, bool):
            return "on" if value else "off"
        if value is None:
            return "no limit"
        if isinstance(value, dict):
            table = cast("dict[str, object]", value)
            return ", ".join(f"{key} {self.words(each)}" for key, each in table.items()) or "none"
        if isinstance(value, list):
            return ", ".join(map(self.words, cast("list[object]", value))) or "none"
        return f"{value:g}" if isinstance(value, float) else str(value)


@cache
def controls() -> Mapping[str, Control]:
    """Return the control of every field of the policy by its name, in the order of the file."""
    root: Schema = Policy.model_json_schema()
    defaults = field_values(Policy())
    sections = cast("Mapping[str, Schema]", root["properties"])
    found: dict[str, Control] = {}
    for name, field in policy_fields().items():
        rule, _, last = name.partition(".")
        section = cast("Mapping[str, Schema]", resolve(root, sections[rule])["properties"])
        schema = section[last]
        kind, parts, choices = _form_of(root, schema)
        about = str(schema["description"])
        found[name] = Control(field, kind, about, defaults[name], parts, choices)
    return found


def _form_of(root: Schema, schema: Schema) -> tuple[Kind, tuple[Part, ...], tuple[str, ...]]:
    """Return kind, inputs and choices of a field."""
    sort = schema.get("type")
    if sort == "boolean":
        return "flag", (), ()
    if "enum" in schema:
        return "choice", (), tuple(cast("list[str]", schema["enum"]))
    if sort == "array":
        element = resolve(root, cast("Schema", schema["items"]))
        columns = cast("Mapping[str, Schema]", element.get("properties", {}))
        if not columns:
            return "names", (), ()
        return "rows", tuple(_part(root, each, name) for name, each in columns.items()), ()
    if sort == "object":
        value = _part(root, cast("Schema", schema["additionalProperties"]), "value")
        return "table", (Part("key", "name"), value), ()
    return "number", (_part(root, schema, ""),), ()


def _part(root: Schema, schema: Schema, name: str) -> Part:
    branches = [resolve(root, each) for each in cast("list[Schema]", schema.get("anyOf", [schema]))]
    first = branches[0]
    sort = first.get("type")
    empty = None
    if any(each.get("type") == "null" for each in branches):
        empty = _NONE
    elif any(each.get("const") == _UNLIMITED for each in branches):
        empty = _UNLIMITED
    most = first.get("maximum", first.get("exclusiveMaximum", ""))
    return Part(
        name,
        name or "value",
        is_number=sort in ("number", "integer"),
        is_whole=sort == "integer",
        least=str(first.get("minimum", "")),
        most=str(most),
        empty=empty,
        is_list=sort == "array",
    )


# Fields that differ from a base, as an address and back.


def data_of(policy: Policy) -> Data:
    """Return the value of every field of a policy."""
    return field_values(policy)


def nested(data: Data) -> dict[str, dict[str, object]]:
    """Return values of fields by section, as a policy file has them."""
    sections: dict[str, dict[str, object]] = {}
    for name, value in data.items():
        rule, _, field = name.partition(".")
        sections.setdefault(rule, {})[field] = value
    return sections


def read_form(form: Form) -> Data:
    """Return the values of all controls of a form."""
    return {name: control.from_form(form) for name, control in controls().items()}


def read_address(query: Mapping[str, str], base: Data) -> Data:
    """Return a base with the values that an address names."""
    known = controls()
    return {
        name: known[name].from_text(query[name]) if name in query else value
        for name, value in base.items()
    }


def to_address(data: Data, base: Data) -> list[tuple[str, str]]:
    """Return what differs from a base, as names and texts of an address."""
    return [
        (name, controls()[name].to_text(value))
        for name, value in data.items()
        if not is_same(value, base[name])
    ]


def is_same(one: object, other: object) -> bool:
    """Whether two values mean the same; 1 and 1.0 do, 1 and true do not."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
