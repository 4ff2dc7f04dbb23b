"""What a plan costs, from the plan and the instance alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import polars as pl

from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy, floor_share, milli
from . import restate
from .check import find_form_faults, find_violations
from .context import Context, prepare_context
from .restate import skills, speakers
from .standing import share_limits, standing_minutes
from .violations import Violation


@dataclass(frozen=True)
class Costs:
    """The parts of the cost of a plan, in whole thousandths of a minute.

    Parameters
    ----------
    change : int
        Changes of owner that the plan chooses.
    forced : int
        Changes of owner because the owner today has left.
    unowned : int
        Clients without an owner.
    undone : int
        Tasks left undone.
    late : int
        Minutes spent after their due period, for every period of the calendar that they are late.
    backlog : int
        Minutes of tasks overdue on arrival, for every period that they were late before the first.
    overtime : int
        Minutes worked above the regular ones of a period.
    utilisation : int
        Minutes worked above the breakpoints.
    caseload : int
        Standing minutes owned above shares of a fair share.
    language : int
        Owners who do not speak the client's language, and minutes of contact by workers who do not.
    skills : int
        Owners who lack a program of the client, where bundle integrity is off.
    pairs : int
        Clients served by workers at a price, and gains missed.
    """

    change: int
    forced: int
    unowned: int
    undone: int
    late: int
    backlog: int
    overtime: int
    utilisation: int
    caseload: int
    language: int
    skills: int
    pairs: int

    @property
    def total(self) -> int:
        """The cost of the plan, in whole thousandths of a minute."""
        return sum(self.as_dict().values())

    def as_dict(self) -> dict[str, int]:
        """Return the parts by name, without the total."""
        return asdict(self)


def recompute_cost(instance: Instance, plan: Plan, policy: Policy | None = None) -> Costs:
    """Return the cost of a plan.

    Parameters
    ----------
    instance : Instance
        The instance the plan is for.
    plan : Plan
        A plan whose tables can be read against the instance; it need not be legal.
    policy : Policy, optional
        The policy whose prices count; the plan's own by default.

    Returns
    -------
    Costs
        The parts and their total, in whole thousandths of a minute. A rule that is off costs
        nothing.

    Raises
    ------
    InputError
        If the plan's tables cannot be read against the instance.
    """
    unreadable = find_form_faults(instance, plan)
    if unreadable:
        problems = [InputFault("plan", None, None, None, fault.sentence) for fault in unreadable]
        raise InputError(problems)
    return _costs(prepare_context(instance, plan, plan.policy if policy is None else policy))


def check_with_cost(instance: Instance, plan: Plan) -> tuple[list[Violation], Costs | None]:
    """Return every violation of a plan, as ``check`` does, and its cost, reading it once.

    Parameters
    ----------
    instance : Instance
        The instance the plan is for.
    plan : Plan
        Any plan.

    Returns
    -------
    list of Violation
        Empty for a legal plan.
    Costs or None
        The parts and their total, in whole thousandths of a minute; None where the tables of the
        plan cannot be read against the instance.
    """
    unreadable = find_form_faults(instance, plan)
    if unreadable:
        return unreadable, None
    context = prepare_context(instance, plan, plan.policy)
    return find_violations(context), _costs(context)


def _costs(context: Context) -> Costs:
    return Costs(
        change=_change_price(context) * context.chosen_changes.height,
        forced=_change_price(context) * (context.changes.height - context.chosen_changes.height),
        unowned=_unowned(context),
        undone=_undone(context),
        late=_late(context),
        backlog=_backlog(context),
        overtime=_overtime(context),
        utilisation=_utilisation(context),
        caseload=_caseload(context),
        language=_language(context),
        skills=_skills(context),
        pairs=_pairs(context),
    )


def _change_price(context: Context) -> int:
    section = context.policy.moves
    if not section.enabled:
        return 0
    return -(-milli(section.change_price) // section.months_served)


def _unowned(context: Context) -> int:
    section = context.policy.service
    if not section.enabled:
        return 0
    return milli(section.unowned) * context.owners["owner"].null_count()


def _undone(context: Context) -> int:
    section = context.policy.service
    if not section.enabled:
        return 0
    undone = context.tasks.filter(pl.col("worker").is_null())
    to_the_end = context.instance.calendar.last - undone["due"] + undone["overdue"]
    minutes = int(undone["minutes"].sum())
    late = int((undone["minutes"] * to_the_end).sum())
    return milli(section.undone_price) * minutes + _late_price(context) * late


def _late(context: Context) -> int:
    past = (context.work["period"] - context.work["due"]).clip(lower_bound=0)
    return _late_price(context) * int((context.work["minutes"] * past).sum())


def _backlog(context: Context) -> int:
    before = context.work["minutes"] * context.work["overdue"]
    return _late_price(context) * int(before.sum())


def _late_price(context: Context) -> int:
    section = context.policy.deadlines
    return milli(section.late_price) if section.enabled else 0


def _overtime(context: Context) -> int:
    section = context.policy.overtime
    return milli(section.price) * int(context.overtime.sum()) if section.enabled else 0


def _pairs(context: Context) -> int:
    costs = restate.meeting_costs(context.instance, context.policy)
    if not costs.height:
        return 0
    served = pl.concat(
        [
            context.owners.select("client", worker="owner"),
            context.tasks.select("client", "worker"),
        ]
    )
    rest = costs.filter(pl.col("worker").is_null()).select("client", missed="cost")
    own = costs.drop_nulls("worker")
    paid = served.join(rest, on="client").join(own, on=["client", "worker"], how="left")
    return int(paid.select(pl.coalesce("cost", "missed").sum()).item())


def _utilisation(context: Context) -> int:
    section = context.policy.utilisation
    if not section.enabled:
        return 0
    regular: list[int] = context.capacity.sum(axis=1).tolist()
    loads: list[int] = context.worked.sum(axis=1).tolist()
    total, below = 0, 0
    for point in section.breakpoints:
        starts = {minutes: floor_share(point.above, minutes) for minutes in set(regular)}
        above = sum(max(0, load - starts[cap]) for load, cap in zip(loads, regular, strict=True))
        total += (milli(point.price) - below) * above
        below = milli(point.price)
    return total


def _caseload(context: Context) -> int:
    limits = share_limits(context.instance, context.policy)
    if not limits:
        return 0
    standing = standing_minutes(context.instance, context.policy)
    owned = (
        context.owned.select("client", "worker")
        .join(standing, on="client")
        .group_by("worker")
        .agg(pl.col("standing").sum())
    )
    minutes: dict[str, int] = dict(owned.iter_rows())
    loads = [minutes.get(id, 0) for id in context.instance.workers["id"].to_list()]
    total, below = 0, 0
    for price, starts in limits:
        total += (price - below) * sum(
            max(0, load - start) for load, start in zip(loads, starts, strict=True)
        )
        below = price
    return total


def _language(context: Context) -> int:
    section = context.policy.language
    if not section.enabled or section.match != "interpreter":
        return 0
    spoken = speakers(context.instance)
    owners = context.owned.select("client", "worker", "language")
    contacts = context.tasks.filter("contact").select("task", "language")
    worked = context.work.select("worker", "task", "minutes").join(contacts, on="task")
    apart, through = (
        some.join(spoken, on=["worker", "language"], how="anti") for some in (owners, worked)
    )
    minutes = int(through["minutes"].sum())
    return milli(section.owner_price) * apart.height + milli(section.interpreter_price) * minutes


def _skills(context: Context) -> int:
    section = context.policy.skills
    if not section.enabled or section.bundle_integrity:
        return 0
    bundles = context.owned.select("client", "worker", program="programs").explode("program")
    lacking = bundles.drop_nulls("program").join(
        skills(context.instance), on=["worker", "program"], how="anti"
    )
    return milli(section.owner_price) * lacking["client"].n_unique()
