"""Reading an instance and a policy from a folder of tables and TOML files, or one JSON file."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import polars as pl

from ..checks.columns import RawTable, columns_of
from ..checks.instance import Source, build
from ..checks.messages import load, suggestion
from ..checks.policy import consistency, unknown_gap_groups
from ..checks.privacy import shown
from ..errors import InputError, InputFault
from ..instance import Calendar, Instance
from ..policy import Policy
from ..tables import SCHEMAS, TableName
from ..vocabulary import Vocabulary
from .csv import parse_csv
from .files import read_bytes, read_text
from .json import parse_json, rows_to_table
from .parquet import parse_parquet
from .toml import parse_toml

# The tables of a folder, each a CSV or a Parquet file.


_MISSING = "missing; a folder needs clients, workers and tasks, each as .csv or .parquet"


def read_tables(folder: Path, problems: list[InputFault]) -> dict[TableName, RawTable]:
    """Return the tables of a folder that can be read.

    Parameters
    ----------
    folder : Path
        Where they are; clients, workers and tasks, each either .csv or .parquet.
    problems : list of InputFault
        Where the faults of the others go.
    """
    tables: dict[TableName, RawTable] = {}
    for name in SCHEMAS:
        raw = _table(folder, name, problems)
        if raw is not None:
            tables[name] = raw
    return tables


def _table(folder: Path, name: TableName, problems: list[InputFault]) -> RawTable | None:
    plain, parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
    if plain.exists() and parquet.exists():
        says = f"{parquet.name} is there too; keep one of the two"
        problems.append(InputFault("file", None, None, plain.name, says))
        return None
    if parquet.exists():
        data = read_bytes(parquet, problems)
        return None if data is None else parse_parquet(data, name, problems)
    if plain.exists():
        text = read_text(plain, name, problems)
        return None if text is None else parse_csv(text, name, SCHEMAS[name], problems)
    problems.append(InputFault("file", None, None, plain.name, _MISSING))
    return None


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
    problems: list[InputFault] = []
    data = _data(Path(path), "policy", problems)
    if problems:
        raise InputError(problems)
    loaded = load(Policy, data, "policy")
    problems = [*loaded.problems, *consistency(loaded.model, loaded.bad)]
    if instance is not None:
        problems += unknown_gap_groups(loaded.model, Vocabulary.of_instance(instance))
    if problems:
        raise InputError(problems)
    return loaded.model


def _data(path: Path, table: str, problems: list[InputFault]) -> object:
    text = read_text(path, table, problems)
    if text is None:
        return None
    if path.suffix.lower() == ".json":
        return parse_json(text, table, problems)
    return parse_toml(text, table, problems)


def _folder(folder: Path, policy: Path | None) -> Source:
    problems: list[InputFault] = []
    tables = read_tables(folder, problems)
    calendar = _optional(folder / "calendar.toml", "calendar", problems)
    if policy is None:
        rules = _optional(folder / "policy.toml", "policy", problems)
    else:
        rules = _data(policy, "policy", problems)
    return Source(tables, calendar, rules, tuple(problems))


def _optional(path: Path, table: str, problems: list[InputFault]) -> object:
    return _data(path, table, problems) if path.exists() else None


def _file(path: Path, policy: Path | None) -> Source:
    problems: list[InputFault] = []
    content: dict[str, object] = {}
    if not path.exists():
        says = "no such folder or file; name a folder of tables or a JSON file"
        problems.append(InputFault("file", None, None, str(path), says))
    else:
        text = read_text(path, "file", problems)
        data = None if text is None else parse_json(text, "file", problems)
        if isinstance(data, dict):
            content = cast("dict[str, object]", data)
            problems.extend(_wrong_fields(content))
        elif not problems:
            says = f"must be an object with clients, workers and tasks, not {shown(data)}"
            problems.append(InputFault("file", None, None, path.name, says))
    tables: dict[TableName, RawTable] = {}
    for name in SCHEMAS:
        if name in content:
            raw = rows_to_table(content[name], name, columns_of(name), problems)
            if raw is not None:
                tables[name] = raw
    rules = content.get("policy") if policy is None else _data(policy, "policy", problems)
    return Source(tables, content.get("calendar"), rules, tuple(problems))


def _wrong_fields(content: dict[str, object]) -> list[InputFault]:
    found = [
        InputFault(
            "file", None, None, name, "the field is missing; it must be a list of row objects"
        )
        for name in SCHEMAS
        if name not in content
    ]
    for name in content:
        if name not in _FIELDS:
            hint = suggestion(name, _FIELDS) or ";"
            says = f"unknown field {shown(name)}{hint} the fields are {', '.join(_FIELDS)}"
            found.append(InputFault("file", None, None, shown(name).strip("'"), says))
    return found


# Reading an instance from polars frames in memory.


def read_frames(
    clients: pl.DataFrame,
    workers: pl.DataFrame,
    tasks: pl.DataFrame,
    calendar: Calendar | None = None,
    policy: Policy | None = None,
) -> tuple[Instance, Policy]:
    """Check frames in memory and make an instance of them.

    Parameters
    ----------
    clients, workers, tasks : polars.DataFrame
        Columns as in ``samehands.model.tables.SCHEMAS``; those with a default may be missing. Any
        integer type will do; lists may be lists or texts separated by ``;``; workers' minutes may
        be one number.
    calendar : Calendar or None
        The periods; None for the default.
    policy : Policy or None
        The workload standard; None for the default.

    Returns
    -------
    tuple of Instance and Policy
        Both valid; ``Instance.warnings`` says what is odd.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    source = Source(
        {"clients": _raw(clients), "workers": _raw(workers), "tasks": _raw(tasks)},
        None if calendar is None else calendar.model_dump(mode="json", warnings=False),
        None if policy is None else policy.model_dump(mode="json", warnings=False),
    )
    return build(source)


def _raw(frame: pl.DataFrame) -> RawTable:
    return RawTable(frame.to_dict(), frame.height)
