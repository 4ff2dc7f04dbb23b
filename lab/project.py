"""A project as a file: scenarios by their numbers and, if wanted, tables and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from zipfile import BadZipFile, ZipFile, is_zipfile

from pydantic import Field, ValidationError

from ..changes import WrittenChanges
from ..model.checks.cells import shown
from ..model.checks.messages import input_faults
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.json import format_json, parse_json
from ..model.io.plain import instance_sha256, wrong_names
from ..model.io.workbook.archive import is_archive
from ..model.policy import Policy
from ..planning.written import Fields
from ..scenarios import Reform, Scenarios, plain_scenarios
from ..scenarios.file import parse_scenarios
from .questions import Verb
from .zipped import pack, unpack

VERSION = 1
"""The version of files that are written, and the one that is read."""

PART = "project.json"
"""The part of an archive that is the project; answers are files beside it."""

_FIELDS = ("samehands_project", "agency", "scenarios", "runs")
_AGENCY_FIELDS = ("name", "sha256", "tables")


class KeptRun(Fields):
    """What a run was asked that has been answered.

    Attributes
    ----------
    number : int
        Its number.
    verb : str
        What was asked.
    scenario : str
        What the user called the workload standard that was asked about.
    changes : tuple of Change
        What that changes in the tables and the policy of the project.
    engine, time_limit, seed
        How hard it tried.
    start : int or None
        The run from whose plan it began.
    """

    number: int = Field(ge=1)
    verb: Verb
    scenario: str
    changes: WrittenChanges
    engine: str
    time_limit: float | None = Field(gt=0)
    seed: int = Field(ge=0)
    start: int | None = None

    @property
    def file(self) -> str:
        """The part of the archive that holds its answer."""
        return f"runs/run-{self.number}.json"


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
    runs : tuple of (KeptRun, str)
        What was asked, each with the text of its answer.
    """

    name: str
    sha256: str
    tables: Mapping[str, object] | None
    scenarios: Mapping[int, Reform]
    runs: tuple[tuple[KeptRun, str], ...] = ()


def format_project(
    name: str, question: tuple[Instance, Policy] | None, scenarios: Mapping[int, Reform]
) -> bytes:
    """Return a project without its tables as a file that ``read_project`` reads back.

    Parameters
    ----------
    name : str
        What the agency is called.
    question : tuple of Instance and Policy, or None
        The agency; None where none is loaded.
    scenarios : mapping of int to Reform
        The scenarios by their numbers.
    """
    sha256 = "" if question is None else instance_sha256(question[0])
    return _format(name, sha256, None, scenarios, ())


def pack_project(
    name: str,
    question: tuple[Instance, Policy],
    scenarios: Mapping[int, Reform],
    runs: Sequence[tuple[KeptRun, bytes]],
) -> bytes:
    """Return a project with its tables and answers, which hold data on clients and staff.

    Parameters
    ----------
    name : str
        What the agency is called.
    question : tuple of Instance and Policy
        The agency.
    scenarios : mapping of int to Reform
        The scenarios by their numbers.
    runs : sequence of (KeptRun, bytes)
        What was asked, each with the file of its answer.

    Returns
    -------
    bytes
        A zip archive that ``read_project`` reads back.
    """
    instance, policy = question
    tables = {**instance.to_dict(), "policy": policy.model_dump(mode="json")}
    asked = [run for run, _ in runs]
    project = _format(name, instance_sha256(instance), tables, scenarios, asked)
    return pack({PART: project, **{run.file: answer for run, answer in runs}})


def _format(
    name: str,
    sha256: str,
    tables: Mapping[str, object] | None,
    scenarios: Mapping[int, Reform],
    runs: Sequence[KeptRun],
) -> bytes:
    plain = plain_scenarios(Scenarios(tuple(scenarios.values())))["reform"]
    numbered = [
        {"number": number, **each}
        for number, each in zip(scenarios, cast("list[dict[str, object]]", plain), strict=True)
    ]
    data: dict[str, object] = {
        "samehands_project": VERSION,
        "agency": {"name": name, "sha256": sha256, "tables": tables},
        "scenarios": numbered,
    }
    if runs:
        data["runs"] = [run.model_dump(mode="json") for run in runs]
    return format_json(data).encode("utf-8")


def is_project(file: Path) -> bool:
    """Whether a file begins as a project file does, or is an archive with such a part."""
    try:
        if is_zipfile(file):
            with ZipFile(file) as archive:
                return PART in archive.namelist()
        with file.open("rb") as content:
            return re.match(rb'\s*\{\s*"samehands_project"', content.read(200)) is not None
    except (OSError, BadZipFile):
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
    parts = unpack(data, "project") if is_archive(data) else {PART: data}
    try:
        text = parts.get(PART, b"{}").decode("utf-8")
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
    runs = tuple(_runs(whole.get("runs", []), parts, problems))
    if problems:
        raise InputError(problems)
    name, sha256 = str(agency.get("name", "")), str(agency.get("sha256", ""))
    return Project(name, sha256, tables, scenarios, runs)


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


def _runs(
    data: object, parts: Mapping[str, bytes], problems: list[InputFault]
) -> Iterator[tuple[KeptRun, str]]:
    """Yield what was asked, each with the text of its answer, and record what is wrong."""
    rows: list[object] = cast("list[object]", data) if isinstance(data, list) else []
    if not isinstance(data, list):
        problems.append(_fault("runs", f"must be a list, not {shown(data)}"))
    for row in rows:
        try:
            run = KeptRun.model_validate(row)
            yield run, parts[run.file].decode("utf-8")
        except ValidationError as error:
            problems += input_faults(error, row, KeptRun.model_json_schema(), "project")
        except (KeyError, UnicodeDecodeError):
            says = f"the answer of run {shown(cast('dict[str, object]', row)['number'])} is missing"
            problems.append(_fault("runs", f"{says}, or no text in UTF-8; take the project again"))


def _table(data: object, name: str, problems: list[InputFault]) -> dict[str, object]:
    if isinstance(data, dict):
        return cast("dict[str, object]", data)
    problems.append(_fault(name, f"must be a table of fields, not {shown(data)}"))
    return {}


def _fault(field: str | None, says: str) -> InputFault:
    return InputFault("project", None, None, field, says)
