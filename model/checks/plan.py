"""The checks of a plan's tables: its form, and that it speaks of the instance; not the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import polars as pl

from ..errors import InputFault
from ..instance import Instance
from ..tables import PLAN_ROWS, PLAN_SCHEMAS, Activity
from .columns import Column, columns_from
from .error_collector import MOST_LISTED
from .tables import CheckedTable, check_known

PLAN_KEYS = {"owners": "client", "assignments": "task", "work": "worker"}
"""The column that tells the rows of a part apart in problems."""

Tables = Mapping[str, CheckedTable]
"""The parts of a plan that could be read."""


def plan_columns(part: str) -> tuple[Column, ...]:
    """Return what the columns of a part of a plan must hold."""
    return columns_from(PLAN_SCHEMAS[part], PLAN_ROWS[part])


def check_work(tables: Tables) -> None:
    """Record what is wrong inside the table of work, and between its columns.

    Parameters
    ----------
    tables : mapping of str to CheckedTable
        The parts of the plan that could be read.
    """
    if "work" not in tables:
        return
    work = tables["work"]
    choices = ", ".join(get_args(Activity))
    known = pl.Series(get_args(Activity), dtype=pl.String)
    check_known(work, "activity", known, f"{{}} is no activity; it must be one of {choices}")
    is_task = pl.col("activity") == "task"
    cells = work.cells("activity", "task")
    none = cells.filter(is_task & pl.col("task").is_null())
    work.findings.add("task", none["row"], "empty; work on a task must name it")
    extra = cells.filter(~is_task & pl.col("task").is_not_null())
    work.findings.add("task", extra["row"], "must be null unless the activity is task")
    zero = work.cells("minutes").filter(pl.col("minutes") == 0)
    work.findings.add("minutes", zero["row"], "0 minutes; it must be above 0, or leave the row out")


def check_against(tables: Tables, instance: Instance) -> list[InputFault]:
    """Record what the instance does not have, and return what of the instance is missing.

    Parameters
    ----------
    tables : mapping of str to CheckedTable
        The parts of the plan that could be read.
    instance : Instance
        What the plan is for.

    Returns
    -------
    list of InputFault
        One record a client or task without a row.
    """
    ids = {
        "client": instance.clients["id"],
        "task": instance.tasks["id"],
        "worker": instance.workers["id"],
    }
    ids |= {"owner": ids["worker"], "owner_today": ids["worker"]}
    for part, table in tables.items():
        for field in PLAN_SCHEMAS[part]:
            if field in ids:
                sort = field if field in PLAN_KEYS.values() else "worker"
                check_known(table, field, ids[field], f"the instance has no {sort} {{}}")
    if "work" in tables:
        last = instance.calendar.last
        late = tables["work"].cells("period").filter(pl.col("period") > last)
        says = f"period {{}} is outside the horizon; it must be from 0 to {last}"
        tables["work"].findings.add("period", late["row"], says, late["period"])
    missing: list[InputFault] = []
    for part, says in (("owners", "owner"), ("assignments", "worker")):
        if part in tables and PLAN_KEYS[part] in tables[part].columns:
            field = PLAN_KEYS[part]
            absent = ids[field].filter(~ids[field].is_in(tables[part].columns[field].implode()))
            says = f"the {field} has no row; add one, with {says} null if there is none"
            missing += _missing(absent, f"{part}.{field}", says)
    return missing


def _missing(absent: pl.Series, field: str, says: str) -> list[InputFault]:
    found = [InputFault("plan", None, id, field, says) for id in absent.head(MOST_LISTED)]
    more = absent.len() - MOST_LISTED
    if more > 0:
        found.append(InputFault("plan", None, None, field, f"{more} more without a row"))
    return found
