"""Writing an instance and a policy as a folder or one JSON file; the JSON Schemas of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from ..calendar import Calendar
from ..checks.cells import shown
from ..errors import InputError, InputFault, typed_arguments
from ..instance import Instance
from ..plan import PlanFile
from ..policy import Policy
from ..tables import SCHEMAS, Client, Due, Former, Leave, Pair, Task, Whole, Worker, filled_columns
from .csv import format_csv
from .files import format_toml, write_files
from .frames import format_parquet
from .json import format_json
from .plain import DIALECT
from .workbook import format_template, format_workbook

TableFormat = Literal["csv", "parquet"]
"""How the tables of a folder are written: text for people, or typed and compressed columns."""

INSTANCE_SUFFIXES = (".xlsx", ".json")
"""Endings of an instance that is one file, not a folder."""

OTHER_SUFFIXES = (".csv", ".parquet", ".toml", ".ods", ".xls", ".xlsm", ".xlsb")
"""Endings of files of which none holds a whole instance; no folder is called so."""

_FORMATS: Mapping[TableFormat, Callable[[pl.DataFrame], str | bytes]] = {
    "csv": format_csv,
    "parquet": format_parquet,
}


@typed_arguments(folder=(str, Path), instance=Instance, policy=Policy, format=str)
def write(
    folder: str | Path, instance: Instance, policy: Policy, format: TableFormat = "csv"
) -> None:
    """Write a folder that ``read`` reads back exactly.

    Parameters
    ----------
    folder : str or Path
        A name that ends in .json is the one file of ``write_json``, one that ends in .xlsx a
        workbook, whose sheets are the tables. A folder is made if missing;
        its tables, calendar.toml and policy.toml are replaced, all or none, and then the same
        tables in the other format removed, and those that the instance does not have.
    instance : Instance
        The instance.
    policy : Policy
        The policy.
    format : str
        ``csv`` or ``parquet``: the format of the three tables and the ending of their names.

    Raises
    ------
    InputError
        If the format is none of these, or the name ends like that of a file that holds no instance.
    OSError
        If a file cannot be written.
    """
    if format not in _FORMATS:
        says = f"unknown format {shown(format)}; choose one of {', '.join(_FORMATS)}"
        raise InputError([InputFault("argument", None, None, "format", says)])
    place = Path(folder)
    if not place.is_dir():
        if place.suffix.lower() == ".json":
            write_json(place, instance, policy)
            return
        if place.suffix.lower() == ".xlsx":
            write_files({place: format_workbook(instance, policy)})
            return
        if place.suffix.lower() in OTHER_SUFFIXES:
            raise InputError([InputFault("argument", None, None, "folder", wrong_ending(place))])
    tables = {
        name: instance.table(name).select(filled_columns(name, instance.table(name)))
        for name in instance.filled
    }
    files = {place / f"{name}.{format}": _FORMATS[format](frame) for name, frame in tables.items()}
    files[place / "calendar.toml"] = format_toml(instance.calendar)
    files[place / "policy.toml"] = format_toml(policy)
    write_files(files)
    for ending in _FORMATS:
        for name in SCHEMAS:
            if ending != format or name not in instance.filled:
                (place / f"{name}.{ending}").unlink(missing_ok=True)


def wrong_ending(place: Path) -> str:
    """Return why a name that looks like one of a file is none for an instance."""
    return (
        f"an instance is no {place.suffix} file; name a folder, a workbook (.xlsx) or a .json file"
    )


def write_template(file: str | Path) -> None:
    """Write a workbook to fill in, with every table, the calendar and the policy as sheets.

    Parameters
    ----------
    file : str or Path
        The file, which ends in .xlsx; replaced if it is there, always by the same bytes.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    write_files({Path(file): format_template()})


def write_json(file: str | Path, instance: Instance, policy: Policy) -> None:
    """Write one JSON file that ``read`` reads back exactly.

    Parameters
    ----------
    file : str or Path
        The file; replaced if it is there.
    instance : Instance
        The instance.
    policy : Policy
        The policy.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    data = {**instance.to_dict(), "policy": policy.model_dump(mode="json")}
    write_files({Path(file): format_json(data)})


# The JSON Schemas of an instance, a policy and a plan.


_DayOrPeriod = Whole | date
_DayOrDue = Due | date


class _TaskFile(Task):
    """A piece of work for one client; a day is a date, if the calendar has a start, or a period."""

    model_config = ConfigDict(title="Task")

    release: _DayOrPeriod | None = Field(  # type: ignore[assignment]  # wider than a row's: a date too
        default=None, description="First day on which it may be done; as opened if left out"
    )
    due: _DayOrDue | None = Field(  # type: ignore[assignment]  # wider than a row's: a date too
        default=None,
        description="Last day on which it is on time; beyond the horizon it counts as its last, "
        "before it the task is overdue on arrival; by the statutes of the calendar if left out",
    )
    opened: _DayOrPeriod | None = Field(
        default=None, description="Day on which it came, from which its statute counts"
    )


class _LeaveFile(Leave):
    """Days on which a worker is away; a day is a date, if the calendar has a start, or a period."""

    model_config = ConfigDict(title="Leave")

    first: _DayOrPeriod | None = Field(  # type: ignore[assignment]  # wider than a row's: a date too
        default=None, description="First day away; the first of the calendar if left out"
    )
    last: _DayOrPeriod | None = Field(  # type: ignore[assignment]  # wider than a row's: a date too
        default=None, description="Last day away; the last of the calendar if left out"
    )


class _InstanceFile(BaseModel):
    """An instance as one JSON file; the columns of CSV and Parquet tables are the same.

    In a CSV cell, the elements of a list are separated by semicolons.
    """

    model_config = ConfigDict(extra="forbid", title="Instance")

    clients: tuple[Client, ...]
    workers: tuple[Worker, ...]
    tasks: tuple[_TaskFile, ...]
    leaves: tuple[_LeaveFile, ...] = ()
    pairs: tuple[Pair, ...] = ()
    former: tuple[Former, ...] = ()
    calendar: Calendar = Field(default_factory=Calendar)
    policy: Policy = Field(default_factory=Policy)


_MODELS: Mapping[str, type[BaseModel]] = {
    "instance": _InstanceFile,
    "policy": Policy,
    "plan": PlanFile,
}

SCHEMA_NAMES = tuple(_MODELS)
"""The files that have a JSON Schema."""


def json_schema(name: str) -> dict[str, object]:
    """Return the JSON Schema of a file.

    Parameters
    ----------
    name : str
        ``instance`` (the JSON file that ``read`` takes and ``write_json`` writes), ``policy`` (a
        policy file, in JSON or TOML) or ``plan`` (what ``Plan.to_dict`` returns).

    Returns
    -------
    dict
        The schema, of the dialect 2020-12. Reading checks more: that the names exist which are
        referred to, that no due is before its release, that nothing looks like personal data.

    Raises
    ------
    InputError
        If the name is none of these.
    """
    if name not in _MODELS:
        says = f"no file is called {shown(name)}; choose one of {', '.join(SCHEMA_NAMES)}"
        raise InputError([InputFault("argument", None, None, "file", says)])
    return {"$schema": DIALECT, **_MODELS[name].model_json_schema()}
