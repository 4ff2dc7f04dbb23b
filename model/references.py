"""The checks across columns and tables: who is named must exist, and times must be in order."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from .tables import TableName
from .validate_tables import CheckedTable, check_known, check_unique

Checked = Mapping[TableName, CheckedTable]
"""The tables that could be read."""


def check_references(tables: Checked, periods: int | None) -> None:
    """Record what does not fit together, in the findings of the table at fault.

    Parameters
    ----------
    tables : mapping of TableName to CheckedTable
        The tables that could be read; a check that needs another one is left out.
    periods : int or None
        Number of periods, or None if it could not be read.
    """
    for table in tables.values():
        check_unique(table)
    says = "no worker has the id {}; name a worker of the workers table, or leave the cell empty"
    _check_ids(tables, "clients", "worker", "workers", says)
    says = "no client has the id {}; name a client of the clients table"
    _check_ids(tables, "tasks", "client", "clients", says)
    if "tasks" in tables:
        _check_times(tables["tasks"], periods)
    if "workers" in tables and periods is not None:
        _check_minutes(tables["workers"], periods)


def _check_ids(tables: Checked, table: TableName, field: str, target: TableName, says: str) -> None:
    if table in tables and target in tables and "id" in tables[target].columns:
        check_known(tables[table], field, tables[target].columns["id"], says)


def _check_times(tasks: CheckedTable, periods: int | None) -> None:
    cells = tasks.cells("release", "due").filter(pl.col("due") < pl.col("release"))
    says = "due before the release of the task; it must be {} or later"
    tasks.findings.add("due", cells["row"], says, cells["release"])
    if periods is not None:
        cells = tasks.cells("release").filter(pl.col("release") > periods - 1)
        says = f"period {{}} is beyond the horizon; the last period is {periods - 1}"
        tasks.findings.add("release", cells["row"], says, cells["release"])


def _check_minutes(workers: CheckedTable, periods: int) -> None:
    cells = workers.cells("minutes").with_columns(count=pl.col("minutes").list.len())
    wrong = cells.filter(~pl.col("count").is_in([1, periods]))
    says = f"{{}} numbers; it must be 1 for every period, or {periods}, one a period"
    workers.findings.add("minutes", wrong["row"], says, wrong["count"])
