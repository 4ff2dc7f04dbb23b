"""The reference of the site, written from the code: the policy, the commands, the public names.

``docs/conf.py`` calls it before the pages are read; what it writes lies in ``docs/reference`` and
is no part of the repository. ``python docs/make_reference.py`` writes it without building the site.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

import samehands
from repository_links import COPIED, DOCS, ROOT, resolved
from samehands.cli.app import BENCH_COMMANDS, COMMANDS
from samehands.model import RULES, SENTENCES, Policy
from samehands.model.policy_order import PolicyField, policy_fields

FOLDER = "reference"
"""Where the pages go, below the folder of documents."""

PARTS = {
    "model": "Instance, policy, plan",
    "planning": "Solve and compare",
    "audit": "Check",
    "metrics": "Measure",
    "scenarios": "What follows",
    "explanation": "Why not",
    "rebalancing": "Staff change",
    "intake": "A new client",
    "simulation": "Over time",
    "changes": "Changes",
    "report": "Reports",
    "solver": "How hard, and what happens meanwhile",
    "cli": "Progress in a terminal",
    "": "Modules",
}
"""Headings of the public names, by the folder they come from; others have their folder's name."""

_API_HEAD = """Public names
============

Everything that ``import samehands as sh`` offers, a page each. What is not listed here is not
public and may change. Parameters and returns say shapes and units.
"""
_COMMANDS_HEAD = """# Every command and option

Written from what `--help` says. [Commands](../commands.md) has the short table, what the common
options mean, and the exit codes.
"""
_POLICY_HEAD = """# Every field of the policy

Written from the marks on the fields, which intervals, explanations, sensitivity and laws read too.
The pages of [the rules](../rules/README.md) say what each field does, with formula, example and
source.

- **Assumed**: nobody has measured the value; the default is ours, and reports print it beside every
  answer that rests on it.
- **Price**: the value is what something costs in the priced sum, in minutes.
- **Relaxes**: the direction in which every plan stays allowed and none costs more. So the best plan
  is no dearer there, and what bounds its cost bounds the cost at the stricter value too.
"""


def write_reference(docs: Path) -> None:
    """Write the pages of the reference.

    Parameters
    ----------
    docs : pathlib.Path
        The folder of documents.
    """
    pages = {
        "policy.md": policy_page(),
        "commands.md": commands_page(),
        "api.rst": api_page(),
        **{Path(page).name: _copied(name, docs) for name, page in COPIED.items() if "/" in page},
        **{f"api/{name}.rst": text for name, text in name_pages().items()},
    }
    for name, text in pages.items():
        file = docs / FOLDER / name
        file.parent.mkdir(parents=True, exist_ok=True)
        # What did not change is left alone, so that its page is not built again.
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
    for old in (docs / FOLDER / "api").glob("*.rst"):
        if f"api/{old.name}" not in pages:
            old.unlink()


def _copied(name: str, docs: Path) -> str:
    """Return a document of the root with its links as they are from the folder of the reference."""
    return resolved((ROOT / name).read_text(encoding="utf-8"), ROOT, docs / FOLDER)


def policy_page() -> str:
    """Return the page of the policy: every field with default, unit, range and marks."""
    parts = [_POLICY_HEAD]
    for rule in RULES:
        parts.append(f"## {rule}\n\n{SENTENCES[rule]} [The rule](../rules/{rule}.md).\n")
        kind = type(Policy().section(rule))
        schema = kind.model_json_schema()
        for field in policy_fields().values():
            if field.rule == rule:
                parts.append(_field_section(field, kind, schema))
    return "\n".join(parts)


def _field_section(field: PolicyField, kind: type[BaseModel], schema: Mapping[str, Any]) -> str:
    name = field.name.partition(".")[2]
    info = kind.model_fields[name]
    lines = [f"### `{field.name}`", "", f"{info.description}.", ""]
    lines += [
        f"- default: `{in_toml(info.get_default(call_default_factory=True, validated_data={}))}`",
        f"- range: {_range_words(schema['properties'][name], schema)}",
    ]
    if field.unit:
        lines.append(f"- unit: {field.unit}")
    lines += [f"- {words}" for words in _mark_words(field)]
    for part in _parts_of(schema["properties"][name], schema):
        for inner, each in part["properties"].items():
            says = f"{each['description']}; {_range_words(each, schema)}"
            lines.append(f"- each entry has `{inner}`: {says}")
    return "\n".join(lines) + "\n"


def _mark_words(field: PolicyField) -> Iterator[str]:
    if field.is_priced:
        yield "a price"
    if field.assumed is not None:
        above = f" above {field.assumed.above:g}" if field.assumed.above else ""
        yield f"assumed by samehands{above}: nobody has measured it"
    if field.time is not None:
        yield "changes how many minutes the same work takes"
    if field.forbids is not None:
        yield (
            "rules plans out"
            if field.forbids.unless is None
            else (f"rules plans out, unless it is `{in_toml(field.forbids.unless)}`")
        )
    if field.relaxes is None:
        yield "relaxes: no direction is known to"
    elif isinstance(field.relaxes.way, tuple):
        yield "relaxes: " + ", then ".join(f"`{word}`" for word in field.relaxes.way)
    else:
        ways = {"up": "a larger value", "down": "a smaller value", "fewer": "fewer entries"}
        is_switch = field.name.endswith(".enabled") or isinstance(field.value(Policy()), bool)
        yield f"relaxes: {'`false`' if is_switch else ways[field.relaxes.way]}"


def in_toml(value: object) -> str:
    """Return a value as one would write it in ``policy.toml``; none has no other spelling."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, BaseModel):
        return in_toml(value.model_dump())
    if isinstance(value, dict):
        named = cast("dict[str, object]", value)
        pairs = ", ".join(f"{name} = {in_toml(each)}" for name, each in named.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, tuple):
        return f"[{', '.join(in_toml(each) for each in cast('tuple[object, ...]', value))}]"
    return repr(value)


def _parts_of(one: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the models that a field lists."""
    for inner in (one, *one.get("anyOf", ()), one.get("items", {})):
        if "$ref" in inner:
            yield schema["$defs"][inner["$ref"].rpartition("/")[2]]


def _range_words(one: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Return what a field may hold, from its JSON Schema."""
    if "enum" in one or "const" in one:
        return ", ".join(f"`{in_toml(word)}`" for word in one.get("enum", [one.get("const")]))
    if "anyOf" in one:
        return " or ".join(_range_words(each, schema) for each in one["anyOf"])
    if "$ref" in one:
        return "entries as below"
    kind = one.get("type")
    if kind == "object":
        return f"by name, {_range_words(one['additionalProperties'], schema)}"
    if kind == "array":
        return f"a list: {_range_words(one['items'], schema)}"
    if kind in ("integer", "number"):
        return _number_words(one)
    return {"boolean": "`true` or `false`", "null": "none", "string": "a name"}[str(kind)]


def _number_words(one: Mapping[str, Any]) -> str:
    whole = "whole number" if one["type"] == "integer" else "number"
    least, most = one.get("minimum"), one.get("maximum", one.get("exclusiveMaximum"))
    below = "to below" if "exclusiveMaximum" in one else "to"
    return whole if most is None else f"{whole}, {least or 0:,.10g} {below} {most:,.10g}"


def commands_page() -> str:
    """Return the page of commands: what each ``--help`` says, as tables."""
    parts = [_COMMANDS_HEAD]
    for name, home in COMMANDS.items():
        parts.append(_command_section(f"samehands {name}", home.load(name)))
    for name, home in BENCH_COMMANDS.items():
        parts.append(_command_section(f"samehands bench {name}", home.load(name)))
    return "\n".join(parts)


def _command_section(name: str, command: Any) -> str:
    needed = [each for each in command.params if each.param_type_name == "argument"]
    chosen = [each for each in command.params if each.param_type_name == "option"]
    usage = " ".join([name, *(each.metavar or each.name.upper() for each in needed), "[OPTIONS]"])
    lines = [f"## `{name}`", "", inspect.cleandoc(command.help), "", f"```\n{usage}\n```", ""]
    if needed:
        lines += ["| argument | what |", "| --- | --- |"]
        lines += [f"| `{each.metavar or each.name}` | {_said(each)} |" for each in needed]
        lines.append("")
    lines += ["| option | default | what |", "| --- | --- | --- |"]
    for each in chosen:
        value = "" if each.is_flag else f" {each.metavar or each.type.name.upper()}"
        words = ", ".join([*each.opts, *each.secondary_opts]) + value.replace("|", "\\|")
        lines.append(f"| `{words}` | {_default_of(each)} | {_said(each)} |")
    return "\n".join(lines) + "\n"


def _said(parameter: Any) -> str:
    """Return the help of a parameter as a cell of a table."""
    return " ".join((parameter.help or "").split()).replace("|", "\\|").replace("*", "\\*")


def _default_of(option: Any) -> str:
    if isinstance(option.show_default, str):
        return option.show_default
    if option.is_flag:
        flags = [*option.secondary_opts, ""] if not option.default else option.opts
        return f"`{flags[0]}`" if option.secondary_opts else ""
    return "" if option.default is None else f"`{option.default}`"


def api_page() -> str:
    """Return the table of public names, by the folder that they come from."""
    parts = [_API_HEAD]
    found = public_names()
    for folder in [*PARTS, *sorted({*found.values()} - {*PARTS})]:
        names = [name for name in found if found[name] == folder]
        if names:
            title = PARTS.get(folder, folder.capitalize())
            listed = "\n".join(f"   api/{name}" for name in names)
            rows = "\n".join(f"   ~samehands.{name}" for name in names)
            parts.append(
                f"{title}\n{'-' * len(title)}\n\n.. autosummary::\n   :nosignatures:\n\n{rows}\n\n"
                f".. toctree::\n   :hidden:\n\n{listed}\n"
            )
    return "\n".join(parts)


def public_names() -> dict[str, str]:
    """Return every public name with the folder that it comes from, empty for a folder itself."""
    stub = ast.parse(Path(samehands.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    return {
        alias.name: (node.module or "").partition(".")[0]
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def name_pages() -> dict[str, str]:
    """Return a page for every public name, by the name."""
    return {name: _name_page(name) for name in public_names()}


def _name_page(name: str) -> str:
    found: object = getattr(samehands, name)
    head = f"{name}\n{'=' * len(name)}\n\n"
    if inspect.ismodule(found):
        public = cast("list[str]", found.__all__)
        inner = "\n\n".join(_directive(f"samehands.{name}", each, found) for each in public)
        return f"{head}.. automodule:: samehands.{name}\n   :no-members:\n\n{inner}\n"
    return f"{head}{_directive('samehands', name, samehands)}\n"


def _directive(home: str, name: str, module: object) -> str:
    found = getattr(module, name)
    if inspect.isclass(found):
        # What pydantic and Python give every class is not of this project.
        return (
            f".. autoclass:: {home}.{name}\n   :members:\n"
            "   :inherited-members: BaseModel, Exception, object, dict, tuple, str, Protocol"
        )
    kind = "autofunction" if inspect.isroutine(found) else "autodata"
    return f".. {kind}:: {home}.{name}"


if __name__ == "__main__":
    write_reference(DOCS)
