"""All checks of an input together: every fault in one report, or a valid instance and policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from ..errors import InputError, InputFault
from ..instance import Calendar, Instance
from ..policy import Policy
from ..tables import SCHEMAS, TableName
from ..vocabulary import Columns, Vocabulary
from .columns import RawTable, columns_of
from .messages import load
from .policy import consistency, unknown_gap_groups
from .split_lists import split_known
from .tables import Checked, CheckedTable, check_references, check_table
from .warnings import instance_warnings, policy_warnings


@dataclass(frozen=True)
class Input:
    """An input as it was read.

    Parameters
    ----------
    tables : mapping of TableName to RawTable
        The tables that could be read.
    calendar, policy : object
        Plain data of the calendar and the policy; None for the defaults.
    problems : tuple of InputFault
        What could not be read at all.
    """

    tables: Mapping[TableName, RawTable]
    calendar: object = None
    policy: object = None
    problems: tuple[InputFault, ...] = field(default=())


def build(source: Input) -> tuple[Instance, Policy]:
    """Check an input and return what it says.

    Parameters
    ----------
    source : Input
        The input as it was read.

    Returns
    -------
    tuple of Instance and Policy
        Valid, with warnings in ``Instance.warnings``.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    calendar = load(Calendar, {} if source.calendar is None else source.calendar, "calendar")
    policy = load(Policy, {} if source.policy is None else source.policy, "policy")
    unreadable = any(problem.table == "calendar" for problem in source.problems)
    whole = calendar.bad or not calendar.problems
    known = whole and "periods" not in calendar.bad and not unreadable
    checked: Checked = {
        name: check_table(name, columns_of(name), source.tables[name])
        for name in SCHEMAS
        if name in source.tables
    }
    checked = split_known(checked)
    check_references(checked, calendar.model.periods if known else None)
    columns: Columns = {name: table.columns for name, table in checked.items()}
    words = Vocabulary(columns)
    problems = [
        *source.problems,
        *(problem for table in checked.values() for problem in table.findings.problems),
        *calendar.problems,
        *policy.problems,
        *consistency(policy.model, policy.bad),
        *unknown_gap_groups(policy.model, words),
    ]
    if problems:
        raise InputError(problems)
    return _instance(checked, calendar.model, policy.model), policy.model


def _instance(checked: Checked, calendar: Calendar, policy: Policy) -> Instance:
    frames = {name: _frame(name, checked[name], calendar.periods) for name in SCHEMAS}
    bare = Instance(frames["clients"], frames["workers"], frames["tasks"], calendar)
    warnings = (*instance_warnings(bare), *policy_warnings(policy, bare))
    return replace(bare, warnings=warnings)


def _frame(name: TableName, table: CheckedTable, periods: int) -> pl.DataFrame:
    frame = pl.DataFrame({field: table.columns[field] for field in SCHEMAS[name]})
    if name == "workers":
        each = pl.col("minutes")
        repeated = each.list.first().repeat_by(periods)
        frame = frame.with_columns(
            minutes=pl.when(each.list.len() == 1).then(repeated).otherwise(each)
        )
    return frame.cast(pl.Schema(SCHEMAS[name]))
