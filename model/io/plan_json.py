"""A plan as plain data, for JSON, and back with every fault in one report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

import polars as pl

from ..columns import Column, kind_of
from ..errors import InputError
from ..findings import MOST_LISTED
from ..instance import Instance
from ..plan import ASSIGNMENTS, OWNERS, WORK, Activity, Plan
from ..policy import Policy
from ..privacy import shown
from ..problems import Problem
from ..rephrase import load
from ..suggest import suggestion
from ..validate_policy import consistency, unknown_names
from ..validate_tables import CheckedTable, check_known, check_table, check_unique
from ..vocabulary import Vocabulary
from .json_rows import rows_to_table

_SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = {
    "owners": OWNERS,
    "assignments": ASSIGNMENTS,
    "work": WORK,
}
_KEYS = {"owners": "client", "assignments": "task", "work": "worker"}
_MAY_BE_NULL = {
    ("owners", "owner"),
    ("owners", "owner_today"),
    ("assignments", "worker"),
    ("work", "task"),
}
_ORDER = ["worker", "period", "client", "activity", "task"]
_DESCRIPTIONS = {
    "client": "the id of a client",
    "task": "the id of a task",
    "worker": "the id of a worker",
    "activity": "task, transfer or handoff",
    "period": "the period in which the minutes are spent",
    "minutes": "the minutes spent",
}

Tables = Mapping[str, CheckedTable]


def plan_to_dict(plan: Plan) -> dict[str, object]:
    """Return a plan as plain data: the policy, and a list of row objects for each table.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    dict
        The fields policy, owners, assignments and work.
    """
    return {
        "policy": plan.policy.model_dump(mode="json"),
        "owners": plan.owners.to_dicts(),
        "assignments": plan.assignments.to_dicts(),
        "work": plan.work.to_dicts(),
    }


def plan_from_dict(data: object, instance: Instance | None = None) -> Plan:
    """Check plain data and make a plan of it.

    Parameters
    ----------
    data : object
        What ``plan_to_dict`` returns, in any order of rows.
    instance : Instance or None
        If given, the plan must speak of exactly its clients and tasks, and its rows are put in the
        order of the instance. Whether the plan keeps the rules is not asked here.

    Returns
    -------
    Plan
        The plan, with ``work`` sorted.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    if not isinstance(data, dict):
        says = f"must be an object with {', '.join(('policy', *_SCHEMAS))}, not {shown(data)}"
        raise InputError([Problem("plan", None, None, None, says)])
    content = cast("dict[str, object]", data)
    problems = _wrong_fields(content)
    policy = load(Policy, content.get("policy", {}), "policy")
    tables = _tables(content, problems)
    _check_work(tables)
    missing = [] if instance is None else _check_against(tables, instance)
    problems += [fault for table in tables.values() for fault in table.findings.problems]
    problems += [*missing, *policy.problems, *consistency(policy.model, policy.bad)]
    if instance is not None:
        problems += unknown_names(policy.model, Vocabulary.of_instance(instance))
    if problems:
        raise InputError(problems)
    return _plan(policy.model, tables, instance)


def _wrong_fields(content: Mapping[str, object]) -> list[Problem]:
    fields = ("policy", *_SCHEMAS)
    found = [
        Problem("plan", None, None, name, "the field is missing")
        for name in fields
        if name not in content
    ]
    for name in content:
        if name not in fields:
            hint = suggestion(name, fields) or ";"
            says = f"unknown field {shown(name)}{hint} the fields are {', '.join(fields)}"
            found.append(Problem("plan", None, None, shown(name).strip("'"), says))
    return found


def _tables(content: Mapping[str, object], problems: list[Problem]) -> dict[str, CheckedTable]:
    tables: dict[str, CheckedTable] = {}
    for part, schema in _SCHEMAS.items():
        columns = [
            Column(
                name,
                kind_of(dtype),
                _DESCRIPTIONS.get(name, ""),
                required=(part, name) not in _MAY_BE_NULL,
                nullable=(part, name) in _MAY_BE_NULL,
            )
            for name, dtype in schema.items()
        ]
        if part not in content:
            continue
        raw = rows_to_table(content[part], f"plan.{part}", columns, problems)
        if raw is not None:
            tables[part] = check_table("plan", columns, raw, key=_KEYS[part], prefix=f"{part}.")
    for part in ("owners", "assignments"):
        if part in tables:
            check_unique(tables[part], _KEYS[part])
    return tables


def _check_work(tables: Tables) -> None:
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


def _check_against(tables: Tables, instance: Instance) -> list[Problem]:
    ids = {
        "client": instance.clients["id"],
        "task": instance.tasks["id"],
        "worker": instance.workers["id"],
    }
    ids |= {"owner": ids["worker"], "owner_today": ids["worker"]}
    for part, table in tables.items():
        for field in _SCHEMAS[part]:
            if field in ids:
                sort = field if field in _KEYS.values() else "worker"
                check_known(table, field, ids[field], f"the instance has no {sort} {{}}")
    if "work" in tables:
        last = instance.calendar.last
        late = tables["work"].cells("period").filter(pl.col("period") > last)
        says = f"period {{}} is outside the horizon; it must be from 0 to {last}"
        tables["work"].findings.add("period", late["row"], says, late["period"])
    missing: list[Problem] = []
    for part, says in (("owners", "owner"), ("assignments", "worker")):
        if part in tables and _KEYS[part] in tables[part].columns:
            field = _KEYS[part]
            absent = ids[field].filter(~ids[field].is_in(tables[part].columns[field].implode()))
            says = f"the {field} has no row; add one, with {says} null if there is none"
            missing += _missing(absent, f"{part}.{field}", says)
    return missing


def _missing(absent: pl.Series, field: str, says: str) -> list[Problem]:
    found = [Problem("plan", None, id, field, says) for id in absent.head(MOST_LISTED)]
    more = absent.len() - MOST_LISTED
    if more > 0:
        found.append(Problem("plan", None, None, field, f"{more} more without a row"))
    return found


def _plan(policy: Policy, tables: Tables, instance: Instance | None) -> Plan:
    frames = {
        part: pl.DataFrame({name: tables[part].columns[name] for name in schema}).cast(
            pl.Schema(schema)
        )
        for part, schema in _SCHEMAS.items()
    }
    owners, assignments = frames["owners"], frames["assignments"]
    if instance is not None:
        clients = instance.clients.select(client="id")
        tasks = instance.tasks.select(task="id")
        owners = clients.join(owners, on="client", how="left", maintain_order="left")
        assignments = tasks.join(assignments, on="task", how="left", maintain_order="left")
    return Plan(policy, owners, assignments, frames["work"].sort(_ORDER))
