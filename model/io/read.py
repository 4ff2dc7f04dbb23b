"""Reading an instance and a policy from a folder of tables and TOML files, or one JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from ..columns import RawTable, columns_of
from ..errors import InputError
from ..instance import Instance
from ..policy import Policy
from ..privacy import shown
from ..problems import Problem
from ..rephrase import load
from ..suggest import suggestion
from ..tables import SCHEMAS, TableName
from ..validate import Source, build
from ..validate_policy import consistency, unknown_names
from ..vocabulary import Vocabulary
from .files import read_text
from .folder import read_tables
from .json import parse_json
from .json_rows import rows_to_table
from .toml import parse_toml

_FIELDS = (*SCHEMAS, "calendar", "policy")


def read(path: str | Path, policy: str | Path | None = None) -> tuple[Instance, Policy]:
    """Read and check an instance and its policy.

    Parameters
    ----------
    path : str or Path
        A folder with the tables clients, workers and tasks, each as .csv or .parquet, and, if
        wanted, calendar.toml and policy.toml; or a JSON file: an object with lists of row objects
        clients, workers, tasks and, if wanted, objects calendar and policy.
    policy : str or Path or None
        A policy file (TOML, or JSON if it ends in .json) that replaces the one beside the tables.

    Returns
    -------
    tuple of Instance and Policy
        Both valid; ``Instance.warnings`` says what is odd.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault of all files.
    """
    place = Path(path)
    if place.is_dir():
        source = _folder(place, Path(policy) if policy is not None else None)
    else:
        source = _file(place, Path(policy) if policy is not None else None)
    return build(source)


def read_policy(path: str | Path, instance: Instance | None = None) -> Policy:
    """Read and check a policy alone.

    Parameters
    ----------
    path : str or Path
        A TOML file, or a JSON file if it ends in .json.
    instance : Instance or None
        If given, the names that the policy refers to must occur in it.

    Returns
    -------
    Policy
        A valid policy.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    problems: list[Problem] = []
    data = _data(Path(path), "policy", problems)
    if problems:
        raise InputError(problems)
    loaded = load(Policy, data, "policy")
    problems = [*loaded.problems, *consistency(loaded.model, loaded.bad)]
    if instance is not None:
        problems += unknown_names(loaded.model, Vocabulary.of_instance(instance))
    if problems:
        raise InputError(problems)
    return loaded.model


def _data(path: Path, table: str, problems: list[Problem]) -> object:
    text = read_text(path, table, problems)
    if text is None:
        return None
    if path.suffix.lower() == ".json":
        return parse_json(text, table, problems)
    return parse_toml(text, table, problems)


def _folder(folder: Path, policy: Path | None) -> Source:
    problems: list[Problem] = []
    tables = read_tables(folder, problems)
    calendar = _optional(folder / "calendar.toml", "calendar", problems)
    if policy is None:
        rules = _optional(folder / "policy.toml", "policy", problems)
    else:
        rules = _data(policy, "policy", problems)
    return Source(tables, calendar, rules, tuple(problems))


def _optional(path: Path, table: str, problems: list[Problem]) -> object:
    return _data(path, table, problems) if path.exists() else None


def _file(path: Path, policy: Path | None) -> Source:
    problems: list[Problem] = []
    content: dict[str, object] = {}
    if not path.exists():
        says = "no such folder or file; name a folder of tables or a JSON file"
        problems.append(Problem("file", None, None, str(path), says))
    else:
        text = read_text(path, "file", problems)
        data = None if text is None else parse_json(text, "file", problems)
        if isinstance(data, dict):
            content = cast("dict[str, object]", data)
            problems.extend(_wrong_fields(content))
        elif not problems:
            says = f"must be an object with clients, workers and tasks, not {shown(data)}"
            problems.append(Problem("file", None, None, path.name, says))
    tables: dict[TableName, RawTable] = {}
    for name in SCHEMAS:
        if name in content:
            raw = rows_to_table(content[name], name, columns_of(name), problems)
            if raw is not None:
                tables[name] = raw
    rules = content.get("policy") if policy is None else _data(policy, "policy", problems)
    return Source(tables, content.get("calendar"), rules, tuple(problems))


def _wrong_fields(content: dict[str, object]) -> list[Problem]:
    found = [
        Problem("file", None, None, name, "the field is missing; it must be a list of row objects")
        for name in SCHEMAS
        if name not in content
    ]
    for name in content:
        if name not in _FIELDS:
            hint = suggestion(name, _FIELDS) or ";"
            says = f"unknown field {shown(name)}{hint} the fields are {', '.join(_FIELDS)}"
            found.append(Problem("file", None, None, shown(name).strip("'"), says))
    return found
