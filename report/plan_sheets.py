"""Plans as tables that a supervisor sorts: owners, moves, everybody's days, what is left undone.

They name clients and workers, so they are never public.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import polars as pl

from ..model.calendar import Calendar
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.csv import format_csv
from ..model.io.files import write_files
from ..model.io.frames import format_parquet
from ..model.io.workbook import fields_page
from ..model.io.workbook.book import Cell, Look, SheetColumn, SheetPage, format_book
from ..model.plan import Plan

PLAN_SUFFIXES = (".csv", ".parquet", ".xlsx")
"""Endings of files with the tables of a plan."""


@dataclass(frozen=True)
class NamedPlan:
    """A plan and what it is called.

    Parameters
    ----------
    name : str
        Its standard or its question; what tells it apart where there are several.
    plan : Plan
        The plan.
    instance : Instance
        The instance that it is for.
    why : mapping of str to str
        Why a client changes hands, as far as that is known.
    """

    name: str
    plan: Plan
    instance: Instance
    why: Mapping[str, str]


def plan_pages(plans: Sequence[NamedPlan]) -> list[SheetPage]:
    """Return the sheets of some plans.

    Parameters
    ----------
    plans : sequence of NamedPlan
        The plans; where there are several, each row says whose it is.

    Returns
    -------
    list of SheetPage
        Owners, moves by unit and worker, the days of each worker, undone tasks, and the policies.
    """
    if not plans:
        return []
    makers = {
        "owners": owners_frame,
        "moves list": moves_frame,
        "day plans": work_frame,
        "undone": undone_frame,
    }
    pages = [
        _frame_page(title, _stacked(plans, [make(each) for each in plans]))
        for title, make in makers.items()
    ]
    if len(plans) == 1:
        return [*pages, fields_page("policy", plans[0].plan.policy)]
    policies = [
        fields_page(f"policy {number}", each.plan.policy)
        for number, each in enumerate(plans, start=1)
    ]
    return [*pages, *policies]


def _stacked(plans: Sequence[NamedPlan], frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    if len(plans) == 1:
        return frames[0]
    named = [
        frame.select(pl.lit(each.name).alias("plan"), pl.all())
        for each, frame in zip(plans, frames, strict=True)
    ]
    return pl.concat(named)


_LOOKS: Mapping[str, Look] = {"minutes": "whole", "period": "whole", "due": "whole"}


def _frame_page(name: str, frame: pl.DataFrame) -> SheetPage:
    columns = [
        SheetColumn(each, _look(each, dtype), width=60 if each == "why" else None)
        for each, dtype in frame.schema.items()
    ]
    return SheetPage(name, columns, cast("list[tuple[Cell, ...]]", frame.rows()))


def _look(name: str, dtype: pl.DataType) -> Look:
    return _LOOKS.get(name, "text" if dtype == pl.String else "day")


# The tables of one plan.


def owners_frame(each: NamedPlan) -> pl.DataFrame:
    """Return who owns whom, one row per client, with what a supervisor sorts by."""
    clients = each.instance.clients.select(
        "office", "language", pl.col("programs").list.join("; "), client="id"
    )
    units = each.instance.workers.select("unit", owner="id")
    owners = each.plan.owners.join(clients, on="client", how="left", maintain_order="left")
    owners = owners.join(units, on="owner", how="left", maintain_order="left")
    told = ("client", "owner", "unit", "owner_today", _CHANGE, "office", "language", "programs")
    return owners.select(*told)


_CHANGE = (
    pl.when(pl.col("owner").is_null())
    .then(pl.lit("no owner"))
    .when(pl.col("owner_today").is_null())
    .then(pl.lit("first owner"))
    .when(pl.col("owner") == pl.col("owner_today"))
    .then(pl.lit("stays"))
    .otherwise(pl.lit("changes"))
    .alias("change")
)


def tasks_frame(each: NamedPlan) -> pl.DataFrame:
    """Return who does which task, one row per task; nobody where it stays undone."""
    tasks = each.instance.tasks.select("client", "program", "kind", "minutes", "due", task="id")
    frame = each.plan.assignments.join(tasks, on="task", how="left", maintain_order="left")
    frame = frame.select("task", "worker", "client", "program", "kind", "minutes", "due")
    return _with_days(frame, "due", each.instance.calendar)


def work_frame(each: NamedPlan) -> pl.DataFrame:
    """Return the days of each worker: one row per worker, period and piece of work."""
    tasks = each.instance.tasks.select("program", "kind", task="id")
    units = each.instance.workers.select("unit", worker="id")
    work = each.plan.work.join(tasks, on="task", how="left", maintain_order="left")
    work = work.join(units, on="worker", how="left", maintain_order="left")
    told = ("worker", "unit", "period", "client", "activity", "task", "program", "kind", "minutes")
    return _with_days(work.select(*told), "period", each.instance.calendar)


def _with_days(frame: pl.DataFrame, column: str, calendar: Calendar) -> pl.DataFrame:
    """Put a column of days behind one of periods, where the calendar has a start."""
    if calendar.start is None:
        return frame
    periods = cast("list[int]", frame[column].drop_nulls().unique().to_list())
    known = {period: calendar.day(period) for period in periods}
    days = frame[column].replace_strict(known, default=None, return_dtype=pl.Date)
    name = "day" if column == "period" else f"{column}_day"
    return frame.insert_column(frame.columns.index(column) + 1, days.alias(name))


def undone_frame(each: NamedPlan) -> pl.DataFrame:
    """Return the tasks that nobody does."""
    return tasks_frame(each).filter(pl.col("worker").is_null()).drop("worker")


def moves_frame(each: NamedPlan) -> pl.DataFrame:
    """Return whose clients change hands and why, by the unit and the worker whom they leave."""
    units = each.instance.workers.select("unit", worker="id")
    has_left = pl.col("owner").ne_missing(pl.col("owner_today"))
    moved = each.plan.owners.filter(has_left & pl.col("owner_today").is_not_null())
    moved = moved.join(units, left_on="owner_today", right_on="worker", how="left")
    moved = moved.join(
        units.rename({"unit": "to_unit"}), left_on="owner", right_on="worker", how="left"
    )
    why = moved["client"].replace_strict(dict(each.why), default=None, return_dtype=pl.String)
    told = moved.select(
        "unit",
        pl.col("owner_today").alias("from"),
        pl.col("owner").alias("to"),
        "to_unit",
        "client",
    )
    return told.with_columns(why=why).sort("unit", "from", "to", "client", nulls_last=True)


# The tables of one plan as files.


def plan_files(file: Path) -> dict[str, Path]:
    """Return the files of the tables of a plan: owners, tasks and work.

    Parameters
    ----------
    file : pathlib.Path
        The file that was asked for; a workbook holds all of them.
    """
    if file.suffix not in (".csv", ".parquet"):
        return {"owners": file}
    beside = {
        name: file.with_name(f"{file.stem}-{name}{file.suffix}") for name in ("tasks", "work")
    }
    return {"owners": file, **beside}


def write_plan(each: NamedPlan, file: Path) -> None:
    """Write the tables of a plan: who owns whom, who does what, and when.

    Parameters
    ----------
    each : NamedPlan
        The plan.
    file : pathlib.Path
        ``.csv`` or ``.parquet`` has one row per client, and files beside it the tasks and the
        work (see ``plan_files``); ``.xlsx`` has a sheet for each.

    Raises
    ------
    InputError
        If the file has another ending, or a table does not fit into a workbook.
    OSError
        If a file cannot be written; then none is replaced.
    """
    frames = {"owners": owners_frame(each), "tasks": tasks_frame(each), "work": work_frame(each)}
    files = plan_files(file)
    if file.suffix == ".xlsx":
        pages = [_frame_page(name, frame) for name, frame in frames.items()]
        write_files({file: format_book(pages, "plan")})
    elif file.suffix == ".csv":
        write_files({files[name]: format_csv(frame) for name, frame in frames.items()})
    elif file.suffix == ".parquet":
        write_files({files[name]: format_parquet(frame) for name, frame in frames.items()})
    else:
        says = f"{file.name} ends in none of {', '.join(PLAN_SUFFIXES)}"
        raise InputError([InputFault("argument", None, None, "out", says)])
