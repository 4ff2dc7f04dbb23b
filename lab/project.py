"""A project as a file: the scenarios by their numbers and, if wanted, the tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from ..model.checks.cells import shown
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.json import format_json, parse_json
from ..model.io.plain import instance_sha256, wrong_names
from ..model.policy import Policy
from ..scenarios import Reform, Scenarios, plain_scenarios
from ..scenarios.file import parse_scenarios

VERSION = 1
"""The version of files that are written, and the one that is read."""

_FIELDS = ("samehands_project", "agency", "scenarios")
_AGENCY_FIELDS = ("name", "sha256", "tables")


@dataclass(frozen=True)
class Project:
    """What a project file holds.

    Parameters
    ----------
    name : str
        What its agency is called; empty where it had none.
    sha256 : str
        Fingerprint of the tables; empty where it had none.
    tables : mapping or None
        The tables and the policy, as ``read`` takes them; None where they are not in the file.
    scenarios : mapping of int to Reform
        The scenarios by their numbers.
    """

    name: str
    sha256: str
    tables: Mapping[str, object] | None
    scenarios: Mapping[int, Reform]


def format_project(
    name: str,
    question: tuple[Instance, Policy] | None,
    scenarios: Mapping[int, Reform],
    *,
    with_tables: bool,
) -> bytes:
    """Return a project as a file that ``read_project`` reads back.

    Parameters
    ----------
    name : str
        What the agency is called.
    question : tuple of Instance and Policy, or None
        The agency; None where none is loaded.
    scenarios : mapping of int to Reform
        The scenarios by their numbers.
    with_tables : bool
        Whether the tables are in the file, which then holds data on clients and staff.
    """
    agency: dict[str, object] = {"name": name, "sha256": "", "tables": None}
    if question is not None:
        agency["sha256"] = instance_sha256(question[0])
        if with_tables:
            policy = question[1].model_dump(mode="json")
            agency["tables"] = {**question[0].to_dict(), "policy": policy}
    plain = plain_scenarios(Scenarios(tuple(scenarios.values())))["reform"]
    numbered = [
        {"number": number, **each}
        for number, each in zip(scenarios, cast("list[dict[str, object]]", plain), strict=True)
    ]
    data = {"samehands_project": VERSION, "agency": agency, "scenarios": numbered}
    return format_json(data).encode("utf-8")


def is_project(file: Path) -> bool:
    """Whether a file begins as a project file does."""
    try:
        with file.open("rb") as content:
            return re.match(rb'\s*\{\s*"samehands_project"', content.read(200)) is not None
    except OSError:
        return False


def read_project(data: bytes) -> Project:
    """Read a project file.

    Parameters
    ----------
    data : bytes
        The whole file.

    Raises
    ------
    InputError
        If it is none, or one of another version; it names every fault.
    """
    problems: list[InputFault] = []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError([_fault(None, "is no text in UTF-8; choose a project file")]) from None
    content = parse_json(text, "project", problems)
    if not problems and (not isinstance(content, dict) or _FIELDS[0] not in content):
        says = "this is no project file: it holds no samehands_project"
        problems.append(_fault(None, says))
    if problems:
        raise InputError(problems)
    whole = cast("dict[str, object]", content)
    if whole[_FIELDS[0]] != VERSION:
        says = f"version {shown(whole[_FIELDS[0]])} is not read; this samehands reads {VERSION}"
        raise InputError([_fault(_FIELDS[0], says)])
    problems += wrong_names(whole, "project", ("scenarios",), _FIELDS)
    agency = _table(whole.get("agency", {}), "agency", problems)
    problems += wrong_names(agency, "project agency", (), _AGENCY_FIELDS)
    scenarios = _scenarios(whole.get("scenarios", []), problems)
    given = agency.get("tables")
    tables = None if given is None else _table(given, "tables", problems)
    if problems:
        raise InputError(problems)
    return Project(str(agency.get("name", "")), str(agency.get("sha256", "")), tables, scenarios)


def _scenarios(data: object, problems: list[InputFault]) -> dict[int, Reform]:
    if not isinstance(data, list):
        problems.append(_fault("scenarios", f"must be a list, not {shown(data)}"))
        return {}
    rows = [_table(each, "scenarios", problems) for each in cast("list[object]", data)]
    numbers = [row.get("number") for row in rows]
    wrong = [n for n in numbers if not isinstance(n, int) or isinstance(n, bool) or n < 1]
    if wrong or len(set(map(str, numbers))) < len(numbers):
        says = "each scenario needs a number of its own, a whole number from 1"
        problems.append(_fault("scenarios", says))
    if not rows:
        return {}
    plain = [{key: value for key, value in row.items() if key != "number"} for row in rows]
    try:
        reforms = parse_scenarios({"reform": plain}).reforms
    except InputError as error:
        problems += error.problems
        return {}
    return {} if wrong else dict(zip(cast("list[int]", numbers), reforms, strict=True))


def _table(data: object, name: str, problems: list[InputFault]) -> dict[str, object]:
    if isinstance(data, dict):
        return cast("dict[str, object]", data)
    problems.append(_fault(name, f"must be a table of fields, not {shown(data)}"))
    return {}


def _fault(field: str | None, says: str) -> InputFault:
    return InputFault("project", None, None, field, says)
