"""The plan: an owner for every client, a worker and periods for every task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, cast, get_args

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from .checks.cells import shown
from .checks.columns import Column, columns_from
from .checks.error_collector import MOST_LISTED
from .checks.messages import load
from .checks.names import Vocabulary
from .checks.policy import consistency, unknown_gap_groups
from .checks.tables import CheckedTable, check_known, check_table, check_unique
from .errors import InputError, InputFault
from .instance import Instance
from .io.frames import PandasFrame, to_pandas
from .io.json import rows_to_table
from .io.plain import PlainData, wrong_names
from .policy import Policy
from .tables import PLAN_ROWS, PLAN_SCHEMAS, Activity, AssignmentRow, OwnerRow, WorkRow

_FIELDS = ("policy", *PLAN_SCHEMAS)
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

    def to_polars(self) -> dict[str, pl.DataFrame]:
        """Return the tables of the plan by their names: owners, assignments and work."""
        return {part: getattr(self, part) for part in PLAN_SCHEMAS}

    def to_pandas(self) -> dict[str, PandasFrame]:
        """Return the tables of the plan as frames of pandas, by the same names."""
        return {part: to_pandas(table) for part, table in self.to_polars().items()}

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
            says = f"must be an object with {', '.join(_FIELDS)}, not {shown(data)}"
            raise InputError([InputFault("plan", None, None, None, says)])
        content = cast("dict[str, object]", data)
        problems = wrong_names(content, "plan", _FIELDS, _FIELDS)
        policy = load(Policy, content.get("policy", {}), "policy")
        tables = _tables(content, problems)
        check_work(tables)
        missing = [] if instance is None else check_against(tables, instance)
        problems += [fault for table in tables.values() for fault in table.errors.problems]
        problems += [*missing, *policy.problems, *consistency(policy.model, policy.bad)]
        if instance is not None:
            problems += unknown_gap_groups(policy.model, Vocabulary.of_instance(instance))
        if problems:
            raise InputError(problems)
        return cls(policy.model, *_frames(tables, instance))

    @classmethod
    def read_inside(cls, data: object, instance: Instance | None) -> Self:
        """Make a plan of plain data that stand inside others, which are about an instance."""
        return cls.from_dict(data, instance)

    @classmethod
    def wire(cls) -> TypeAdapter[Any]:
        """Return the type that has the JSON schema of the plain data."""
        return TypeAdapter(PlanFile)


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


# The checks of its tables: their form, and that they speak of the instance; not the rules.


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
    work.errors.add("task", none["row"], "empty; work on a task must name it")
    extra = cells.filter(~is_task & pl.col("task").is_not_null())
    work.errors.add("task", extra["row"], "must be null unless the activity is task")
    zero = work.cells("minutes").filter(pl.col("minutes") == 0)
    work.errors.add("minutes", zero["row"], "0 minutes; it must be above 0, or leave the row out")


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
    ids |= {"owner": ids["worker"]}
    ids |= {"owner_today": pl.concat([ids["worker"], instance.former["id"]])}
    for part, table in tables.items():
        for field in PLAN_SCHEMAS[part]:
            if field in ids:
                sort = field if field in PLAN_KEYS.values() else "worker"
                check_known(table, field, ids[field], f"the instance has no {sort} {{}}")
    if "work" in tables:
        last = instance.calendar.last
        late = tables["work"].cells("period").filter(pl.col("period") > last)
        says = f"period {{}} is outside the horizon; it must be from 0 to {last}"
        tables["work"].errors.add("period", late["row"], says, late["period"])
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
