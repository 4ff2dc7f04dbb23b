"""What a JSON schema asks for, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

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
    if kind == "array":
        return f"a list, each element {phrase(root, cast('Schema', schema.get('items', {})))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        each = phrase(root, cast("Schema", schema["additionalProperties"]))
        return f"a table, each value {each}"
    if schema.get("format") == "date":
        return "a date such as 2026-03-02"
    return _TYPES.get(str(kind), "something else")


def _range(schema: Schema) -> str:
    low, high, below = (schema.get(key) for key in ("minimum", "maximum", "exclusiveMaximum"))
    if high is not None:
        return f" from {low} to {high}"
    if below is not None:
        return f" from {low} to less than {below}"
    return f" of at least {low}" if low is not None else ""
