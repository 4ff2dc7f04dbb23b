"""The plan: an owner for every client, a worker and periods for every task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, cast

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from .checks.messages import load, suggestion
from .checks.plan import PLAN_KEYS, Tables, check_against, check_work, plan_columns
from .checks.policy import consistency, unknown_gap_groups
from .checks.privacy import shown
from .checks.tables import CheckedTable, check_table, check_unique
from .errors import InputError, InputFault
from .instance import Instance
from .io.json import rows_to_table
from .io.plain import PlainData
from .policy import Policy
from .tables import PLAN_SCHEMAS, AssignmentRow, OwnerRow, WorkRow
from .vocabulary import Vocabulary

_ORDER = ["worker", "period", "client", "activity", "task"]


class PlanFile(BaseModel):
    """A plan, with the whole policy it was made under."""

    model_config = ConfigDict(extra="forbid", title="Plan")

    policy: Policy
    owners: tuple[OwnerRow, ...] = Field(description="One row per client")
    assignments: tuple[AssignmentRow, ...] = Field(description="One row per task")
    work: tuple[WorkRow, ...] = Field(description="Minutes spent, in any order")


@dataclass(frozen=True, eq=False)
class Plan(PlainData):
    """Who owns whom, who does what, and when; with the policy it was made under.

    Parameters
    ----------
    policy : Policy
        The whole effective policy, so that the plan can be checked alone.
    owners : polars.DataFrame
        One row per client, in the order of the instance: ``client``, ``owner`` (null: none),
        ``owner_today`` (null: none).
    assignments : polars.DataFrame
        One row per task, in the order of the instance: ``task``, ``worker`` (null: undone).
    work : polars.DataFrame
        Minutes spent: ``worker``, ``client``, ``activity`` (task, transfer or handoff), ``task``
        (null unless the activity is task), ``period``, ``minutes`` (above 0); sorted by worker,
        period, client, activity and task.
    """

    policy: Policy
    owners: pl.DataFrame
    assignments: pl.DataFrame
    work: pl.DataFrame

    def __eq__(self, other: object) -> bool:
        """Whether both say the same under the same policy."""
        if not isinstance(other, Plan):
            return NotImplemented
        return self.policy == other.policy and all(
            getattr(self, part).equals(getattr(other, part)) for part in PLAN_SCHEMAS
        )

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, part).height for part in PLAN_SCHEMAS))

    def to_dict(self) -> dict[str, object]:
        """Return the plan as plain data: the policy, and a list of row objects per table."""
        return {
            "policy": self.policy.model_dump(mode="json"),
            "owners": self.owners.to_dicts(),
            "assignments": self.assignments.to_dicts(),
            "work": self.work.to_dicts(),
        }

    @classmethod
    def from_dict(cls, data: object, instance: Instance | None = None) -> Self:
        """Check plain data and make a plan of it.

        Parameters
        ----------
        data : object
            What ``to_dict`` returns, in any order of rows.
        instance : Instance or None
            If given, the plan must speak of exactly its clients and tasks, and its rows are put in
            the order of the instance. Whether the plan keeps the rules is not asked here.

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
            fields = ", ".join(("policy", *PLAN_SCHEMAS))
            says = f"must be an object with {fields}, not {shown(data)}"
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
            problems += unknown_gap_groups(policy.model, Vocabulary.of_instance(instance))
        if problems:
            raise InputError(problems)
        return cls(policy.model, *_frames(tables, instance))

    @classmethod
    def wire(cls) -> TypeAdapter[Any]:
        """Return the type that has the JSON schema of the plain data."""
        return TypeAdapter(PlanFile)


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


def _frames(
    tables: Tables, instance: Instance | None
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
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
    return owners, assignments, frames["work"].sort(_ORDER)
