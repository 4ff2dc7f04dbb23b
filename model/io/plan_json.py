"""A plan as plain data, for JSON, and back with every fault in one report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import polars as pl

from ..checks.messages import load, suggestion
from ..checks.plan import PLAN_KEYS, Tables, check_against, check_work, plan_columns
from ..checks.policy import consistency, unknown_names
from ..checks.privacy import shown
from ..checks.tables import CheckedTable, check_table, check_unique
from ..errors import InputError, InputFault
from ..instance import Instance
from ..plan import PLAN_SCHEMAS, Plan
from ..policy import Policy
from ..vocabulary import Vocabulary
from .json import rows_to_table

_ORDER = ["worker", "period", "client", "activity", "task"]


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
        says = f"must be an object with {', '.join(('policy', *PLAN_SCHEMAS))}, not {shown(data)}"
        raise InputError([InputFault("plan", None, None, None, says)])
    content = cast("dict[str, object]", data)
    problems = _wrong_fields(content)
    policy = load(Policy, content.get("policy", {}), "policy")
    tables = _tables(content, problems)
    check_work(tables)
    missing = [] if instance is None else check_against(tables, instance)
    problems += [fault for table in tables.values() for fault in table.findings.problems]
    problems += [*missing, *policy.problems, *consistency(policy.model, policy.bad)]
    if instance is not None:
        problems += unknown_names(policy.model, Vocabulary.of_instance(instance))
    if problems:
        raise InputError(problems)
    return _plan(policy.model, tables, instance)


def _wrong_fields(content: Mapping[str, object]) -> list[InputFault]:
    fields = ("policy", *PLAN_SCHEMAS)
    found = [
        InputFault("plan", None, None, name, "the field is missing")
        for name in fields
        if name not in content
    ]
    for name in content:
        if name not in fields:
            hint = suggestion(name, fields) or ";"
            says = f"unknown field {shown(name)}{hint} the fields are {', '.join(fields)}"
            found.append(InputFault("plan", None, None, shown(name).strip("'"), says))
    return found


def _tables(content: Mapping[str, object], problems: list[InputFault]) -> dict[str, CheckedTable]:
    tables: dict[str, CheckedTable] = {}
    for part in PLAN_SCHEMAS:
        if part not in content:
            continue
        if not isinstance(content[part], list):
            says = f"must be a list of row objects, not {shown(content[part])}"
            problems.append(InputFault("plan", None, None, part, says))
            continue
        columns = plan_columns(part)
        raw = rows_to_table(content[part], "plan", columns, problems)
        if raw is not None:
            tables[part] = check_table("plan", columns, raw, key=PLAN_KEYS[part], prefix=f"{part}.")
    for part in ("owners", "assignments"):
        if part in tables:
            check_unique(tables[part], PLAN_KEYS[part])
    return tables


def _plan(policy: Policy, tables: Tables, instance: Instance | None) -> Plan:
    frames = {
        part: pl.DataFrame({name: tables[part].columns[name] for name in schema}).cast(
            pl.Schema(schema)
        )
        for part, schema in PLAN_SCHEMAS.items()
    }
    owners, assignments = frames["owners"], frames["assignments"]
    if instance is not None:
        clients = instance.clients.select(client="id")
        tasks = instance.tasks.select(task="id")
        owners = clients.join(owners, on="client", how="left", maintain_order="left")
        assignments = tasks.join(assignments, on="task", how="left", maintain_order="left")
    return Plan(policy, owners, assignments, frames["work"].sort(_ORDER))
