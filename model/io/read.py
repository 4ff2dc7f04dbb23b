"""Reading an instance and a policy from a folder of tables and TOML files, or one JSON file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, TypeAlias, cast

import polars as pl
from pydantic import BaseModel

from ..calendar import Calendar
from ..checks.cells import shown
from ..checks.columns import RawTable, columns_of
from ..checks.instance import Input, build
from ..checks.messages import load
from ..checks.names import Vocabulary
from ..checks.policy import consistency, unknown_gap_groups
from ..errors import InputError, InputFault, typed_arguments
from ..instance import Instance
from ..policy import Policy
from ..tables import READ_ONLY, REQUIRED, SCHEMAS, TableName
from .csv import parse_csv
from .files import BOM, parse_toml, read_bytes, read_text
from .frames import Table, parse_parquet, table_to_raw
from .json import parse_json, rows_to_table
from .plain import wrong_names
from .workbook import ALL_SUFFIXES, is_archive, parse_workbook

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
    if name not in REQUIRED and not plain.exists():
        return None
    if plain.exists():
        text = read_text(plain, name, problems)
        return (
            None
            if text is None
            else parse_csv(text, name, (*SCHEMAS[name], *READ_ONLY.get(name, ())), problems)
        )
    problems.append(InputFault("file", None, None, plain.name, _MISSING))
    return None


Source: TypeAlias = str | os.PathLike[str] | Mapping[str, object] | bytes | IO[str] | IO[bytes]
"""Where an instance may come from."""

PolicySource: TypeAlias = str | os.PathLike[str] | Mapping[str, object] | Policy
"""Where a policy may come from."""

_LONGEST_PATH = 200
_FIELDS = (*SCHEMAS, "calendar", "policy")


def read(
    source: Source, policy: PolicySource | None = None, former: Sequence[str] = ()
) -> tuple[Instance, Policy]:
    """Read and check an instance and its policy.

    Parameters
    ----------
    source : str, Path, mapping, bytes or file
        A folder with the tables clients, workers and tasks and, if wanted, leaves, pairs and
        former, each as .csv or .parquet, calendar.toml and policy.toml; or a workbook (.xlsx or
        .ods), whose sheets they are; or a JSON file: an object with clients, workers, tasks and,
        if wanted, leaves, pairs, former and objects calendar and policy; or that object itself, its
        text, or an open file with it or with a workbook. Its tables are lists of row objects, or
        frames as ``read_frames`` takes.
    policy : str, Path, Policy, mapping or None
        A policy file (TOML, or JSON if it ends in .json), or a policy, that replaces the one
        beside the tables.
    former : sequence of str
        Ids of workers who have left, beside those of the table former.

    Returns
    -------
    tuple of Instance and Policy
        Both valid; ``Instance.warnings`` says what is odd.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    problems: list[InputFault] = []
    given = None if policy is None else _policy_data(policy, problems)
    if isinstance(source, str | os.PathLike) and not _is_json(source):
        place = Path(source)
        try:
            is_folder = place.is_dir()
        except OSError:
            is_folder = False
        found = _folder(place, given) if is_folder else _file(place, given)
    else:
        found = _object(source, given)
    found = _with_former(found, former, problems)
    return build(replace(found, problems=(*found.problems, *problems)))


def _with_former(found: Input, former: object, problems: list[InputFault]) -> Input:
    """Return the input with more workers who have left, each once."""
    ids = [*cast("Sequence[object]", former)] if isinstance(former, list | tuple) else None
    if ids is None or not all(isinstance(id, str) for id in ids):
        says = "must be a list of ids, as texts, of workers who have left"
        problems.append(InputFault("argument", None, None, "former", says))
        return found
    table = found.tables.get("former", RawTable({"id": pl.Series([], dtype=pl.String)}, 0))
    if not ids or "id" not in table.columns:
        return found
    said = table.columns["id"].cast(pl.String, strict=False)
    more = pl.Series([id for id in dict.fromkeys(ids) if id not in set(said)], dtype=pl.String)
    columns = {name: each.extend_constant(None, len(more)) for name, each in table.columns.items()}
    whole = {**columns, "id": pl.concat([said, more])}
    table = replace(table, columns=whole, height=table.height + len(more))
    return replace(found, tables={**found.tables, "former": table})


def _is_json(source: object) -> bool:
    return isinstance(source, str) and source.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def _policy_data(policy: object, problems: list[InputFault]) -> object:
    """Return a policy as plain data; None where there is a fault."""
    if isinstance(policy, Mapping):
        return cast("object", policy)
    if isinstance(policy, Policy):
        return policy.model_dump(mode="json", warnings=False)
    if isinstance(policy, str | os.PathLike):
        return _data(Path(cast("str", policy)), "policy", problems)
    says = f"must be a policy, a policy file or an object, not {_sort(policy)}"
    problems.append(InputFault("argument", None, None, "policy", says))
    return None


def _object(source: object, policy: object) -> Input:
    """Return the input in an object, its JSON text, or an open file with it."""
    problems: list[InputFault] = []
    if hasattr(source, "read"):
        source = cast("IO[str] | IO[bytes]", source).read()
    if isinstance(source, bytes | bytearray) and is_archive(bytes(source)):
        return parse_workbook(bytes(source), "workbook", policy)
    if isinstance(source, bytes | bytearray):
        try:
            source = bytes(source).removeprefix(BOM).decode("utf-8")
        except UnicodeDecodeError:
            says = "the bytes are not UTF-8 text; give the text of a JSON file in UTF-8"
            problems.append(InputFault("argument", None, None, "source", says))
    is_text = isinstance(source, str)
    if isinstance(source, str):
        source = parse_json(source.removeprefix("\ufeff"), "source", problems)
    if isinstance(source, Mapping):
        content = dict(cast("Mapping[str, object]", source))
        return _content(content, policy, problems, is_json=is_text)
    if not problems:
        says = (
            "must be a folder, a JSON file, or an object with clients, workers and tasks (as it "
            f"is, as text or in an open file), not {_sort(source)}"
        )
        problems.append(InputFault("argument", None, None, "source", says))
    raise InputError(problems)


def _sort(value: object) -> str:
    return "a list" if isinstance(value, list) else f"of the type {type(value).__name__}"


@typed_arguments(instance=Instance)
def read_policy(path: PolicySource, instance: Instance | None = None) -> Policy:
    """Read and check a policy alone.

    Parameters
    ----------
    path : str, Path, mapping or Policy
        A TOML file, or a JSON file if it ends in .json; or what such a file holds.
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
    data = _policy_data(path, problems)
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


def _folder(folder: Path, policy: object) -> Input:
    problems: list[InputFault] = []
    tables = read_tables(folder, problems)
    calendar = _optional(folder / "calendar.toml", "calendar", problems)
    rules = policy
    if rules is None:
        rules = _optional(folder / "policy.toml", "policy", problems)
    return Input(tables, calendar, rules, tuple(problems))


def _optional(path: Path, table: str, problems: list[InputFault]) -> object:
    return _data(path, table, problems) if path.exists() else None


def _file(path: Path, policy: object) -> Input:
    problems: list[InputFault] = []
    try:
        is_there = path.exists()
    except OSError:
        is_there = False
    if not is_there:
        says = "no such folder or file; name a folder of tables, a workbook or a JSON file"
        name = str(path) if len(str(path)) <= _LONGEST_PATH else path.name[:_LONGEST_PATH] + "..."
        problems.append(InputFault("file", None, None, name, says))
        return Input({}, None, policy, tuple(problems))
    if path.suffix.lower() in ALL_SUFFIXES:
        book = read_bytes(path, problems)
        found = Input({}, None, policy, tuple(problems))
        return found if book is None else parse_workbook(book, path.name, policy)
    text = read_text(path, "file", problems)
    data = None if text is None else parse_json(text, "file", problems)
    if isinstance(data, dict):
        return _content(cast("dict[str, object]", data), policy, problems)
    if not problems:
        says = f"must be an object with clients, workers and tasks, not {shown(data)}"
        problems.append(InputFault("file", None, None, path.name, says))
    return Input({}, None, policy, tuple(problems))


def _content(
    content: dict[str, object], policy: object, problems: list[InputFault], *, is_json: bool = True
) -> Input:
    """Return the input in an object; what JSON cannot hold, e.g. frames, is taken from no text."""
    missing = "the field is missing; it must be a list of row objects"
    problems += wrong_names(content, "file", REQUIRED, _FIELDS, missing)
    tables: dict[TableName, RawTable] = {}
    for name in SCHEMAS:
        if name in content:
            raw = (
                rows_to_table(content[name], name, columns_of(name), problems)
                if is_json
                else table_to_raw(content[name], name, problems)
            )
            if raw is not None:
                tables[name] = raw
    calendar, rules = (_dumped(content.get(name)) for name in ("calendar", "policy"))
    return Input(tables, calendar, rules if policy is None else policy, tuple(problems))


def _dumped(value: object) -> object:
    return value.model_dump(mode="json", warnings=False) if isinstance(value, BaseModel) else value


# Reading an instance from tables in memory.


def read_frames(
    clients: Table,
    workers: Table,
    tasks: Table,
    calendar: Calendar | Mapping[str, object] | None = None,
    policy: Policy | Mapping[str, object] | None = None,
    leaves: Table | None = None,
    pairs: Table | None = None,
    former: Table | None = None,
) -> tuple[Instance, Policy]:
    """Check tables in memory and make an instance of them.

    Parameters
    ----------
    clients, workers, tasks : frame, list of row objects, or columns by name
        Frames of polars (lazy ones too) or pandas, lists of row objects, or lists by column.
        Columns as in ``samehands.model.tables.SCHEMAS``; those with a default may be missing. Any
        integer type will do; lists may be lists or texts separated by ``;``; workers' minutes may
        be one number.
    calendar : Calendar, mapping or None
        The periods; None for the default.
    policy : Policy, mapping or None
        The workload standard; None for the default.
    leaves : frame, list of row objects, columns by name, or None
        Days on which workers are away; None where nobody is.
    pairs : frame, list of row objects, columns by name, or None
        Clients and workers who must not meet, or meet at a price or with a gain.
    former : frame, list of row objects, columns by name, or None
        Workers who have left; None where nobody has.

    Returns
    -------
    tuple of Instance and Policy
        Both valid; ``Instance.warnings`` says what is odd.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    given: dict[str, object] = {"clients": clients, "workers": workers, "tasks": tasks}
    optional = {"leaves": leaves, "pairs": pairs, "former": former}
    given |= {name: table for name, table in optional.items() if table is not None}
    return build(
        _content({**given, "calendar": calendar, "policy": policy}, None, [], is_json=False)
    )
