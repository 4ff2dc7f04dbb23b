"""What a rebalance says, and the form in which it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import polars as pl
from pydantic import AliasChoices, Field, computed_field

from ..metrics import Metrics
from ..metrics.away import AwayThroughout, list_away_throughout
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning.result import BoundKind
from ..planning.revalue import Today
from ..planning.written import (
    Fields,
    Form,
    LeftOut,
    OwnAnswer,
    Sizes,
    WrittenInstance,
    WrittenPolicy,
    size_up,
)
from ..problem import Limit, Status
from .events import Absence, Events
from .moves import Move, Reason

LimitSource = Literal["asked", "policy", "default"]
"""Who set the limit on changes: the caller, ``[moves]`` of the policy, or nobody."""


class Side(Fields):
    """One way to rebalance.

    Attributes
    ----------
    status, limit : str
        As in ``Result``, about what was left open.
    engine : str
        Who solved it.
    objective, bound : float or None
        Cost of the plan, and a cost that no plan is below of what was left open, in minutes.
    objective_parts : mapping of str to float
        Parts of the cost, in minutes.
    changes, forced : int
        Clients whose owner changes, and those of them whose owner today has left.
    deadlines_lost : tuple of str
        Tasks on time today that are late or undone in it.
    metrics : Metrics or None
        What the plan is like.
    plan : Plan
        The plan.
    """

    status: Status
    limit: Limit
    engine: str
    objective: float | None
    objective_parts: Mapping[str, float]
    bound: float | None
    changes: int
    forced: int
    deadlines_lost: tuple[str, ...]
    metrics: Metrics | None
    plan: Plan

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def bound_kind(self) -> BoundKind:
        """Only the engine vouches for the bound."""
        return "none" if self.bound is None else "reported"

    @property
    def chosen(self) -> int:
        """Changes of owner beside those that are forced."""
        return self.changes - self.forced


class LimitReached(Fields):
    """A limit on changes of owner that was reached, and what more changes would give.

    The best plan found without the limit, which has passed the audit, is compared with the plan to
    follow. All amounts are None where there was no time for a cheaper plan.

    Attributes
    ----------
    limit : int
        Most changes of owner beside those that are forced.
    source : str
        Who set it: ``asked``, ``policy`` or ``default``.
    changes : int or None
        Changes beside those that are forced which the plan without the limit makes more.
    enough : int or None
        The least limit that allows it.
    tasks_done : int or None
        Tasks done in it beyond those of the plan to follow.
    deadlines_kept : int or None
        Deadlines lost less in it; negative where it loses more.
    minutes_saved : float or None
        Minutes of cost that it saves; 0 where no plan without the limit costs less, and all other
        amounts are None.
    """

    limit: int
    source: LimitSource
    changes: int | None = None
    enough: int | None = None
    tasks_done: int | None = None
    deadlines_kept: int | None = None
    minutes_saved: float | None = None


class GivenUp(Fields):
    """The cheapest plan found, which was given up because it loses more deadlines.

    Attributes
    ----------
    objective : float or None
        What it costs, in minutes.
    deadlines_lost : int
        Tasks on time today that are late or undone in it.
    """

    objective: float | None
    deadlines_lost: int


@dataclass(frozen=True)
class Rebalance(OwnAnswer):
    """Whose clients move to whom, why, and what it costs.

    Parameters
    ----------
    instance : Instance
        The instance once the events have happened.
    policy : Policy
        The policy that the plans keep.
    events : Events
        What happened.
    before : Today
        The plan as things were.
    best : Side
        The plan to follow.
    greedy : Side
        What the clerk's rule gives: only who lost the owner moves, to the least loaded.
    moves : tuple of Move
        Every client whose owner the best plan changes or lacks.
    gone, unfit : int
        Clients whose owner leaves or has left; whose owner may not own them under the policy.
    limit : int
        Most changes of owner beside those that are forced.
    deadlines_first : bool
        Whether a cheaper plan was given up because it loses more deadlines.
    limit_reached : LimitReached or None
        What more changes would give, where the cheapest plan or the one to follow makes as many as
        the limit allows.
    given_up : GivenUp or None
        The cheaper plan, where one was given up.
    """

    instance: Instance
    policy: Policy
    events: Events
    before: Today
    best: Side
    greedy: Side
    moves: tuple[Move, ...]
    gone: int
    unfit: int
    limit: int
    deadlines_first: bool
    limit_reached: LimitReached | None = None
    given_up: GivenUp | None = None

    kind: ClassVar[str] = "rebalance"
    large: ClassVar[LeftOut] = {
        "tables": True,
        "before": {"plan": True, "violations": True},
        "rebalanced": {"plan": True},
        "clerk": {"plan": True},
    }

    @property
    def away(self) -> tuple[AwayThroughout, ...]:
        """Workers who are away in every period, and what becomes of their clients."""
        return list_away_throughout(self.instance, self.best.plan)

    @classmethod
    def form(cls) -> type[Form]:
        """Return the form of its plain data."""
        return _RebalanceForm

    def to_form(self) -> Form:
        """Return what is written: the events, the plans before and after, and who moves."""
        return _RebalanceForm(
            instance=size_up(self.instance),
            tables=self.instance,
            events=_events(self.events),
            owner_leaves=self.gone,
            owner_unfit=self.unfit,
            limit=self.limit,
            limit_reached=self.limit_reached,
            deadlines_first=self.deadlines_first,
            given_up=self.given_up,
            before=self.before,
            rebalanced=self.best,
            clerk=self.greedy,
            reasons=dict(Counter(move.reason for move in self.moves)),
            moves=self.moves,
            policy=self.policy,
        )


class _Transfer(Fields):
    giver: str = Field(serialization_alias="from", validation_alias=AliasChoices("from", "giver"))
    taker: str = Field(serialization_alias="to", validation_alias=AliasChoices("to", "taker"))


class _Events(Fields):
    leaves: tuple[str, ...]
    joins: tuple[str, ...]
    absent: tuple[Absence, ...]
    transfers: tuple[_Transfer, ...]
    excluded: tuple[str, ...]

    def events(self, instance: Instance) -> Events:
        """Return the events; who joined is in the instance afterwards."""
        joined = instance.workers.filter(pl.col("id").is_in(self.joins))
        return Events(
            leaves=self.leaves,
            joins=joined if self.joins else None,
            absent=self.absent,
            transfers=tuple((each.giver, each.taker) for each in self.transfers),
            excluded=self.excluded,
        )


class _RebalanceForm(Form):
    """A rebalance as it is written; instance, tables and policy are those afterwards."""

    instance: Sizes
    tables: WrittenInstance
    events: _Events
    owner_leaves: int
    owner_unfit: int
    limit: int
    limit_reached: LimitReached | None = None
    deadlines_first: bool
    given_up: GivenUp | None = None
    before: Today
    rebalanced: Side
    clerk: Side
    reasons: dict[Reason, int]
    moves: tuple[Move, ...]
    policy: WrittenPolicy

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def away(self) -> tuple[AwayThroughout, ...]:
        """Workers who are away in every period, and what becomes of their clients."""
        return list_away_throughout(self.tables, self.rebalanced.plan)

    def answer(self) -> Rebalance:
        """Return the rebalance."""
        instance = replace(self.tables, warnings=tuple(self.instance.warnings))
        return Rebalance(
            instance=instance,
            policy=self.policy,
            events=self.events.events(instance),
            before=self.before,
            best=self.rebalanced,
            greedy=self.clerk,
            moves=self.moves,
            gone=self.owner_leaves,
            unfit=self.owner_unfit,
            limit=self.limit,
            deadlines_first=self.deadlines_first,
            limit_reached=self.limit_reached,
            given_up=self.given_up,
        )


def _events(events: Events) -> _Events:
    joins = () if events.joins is None else tuple(events.joins["id"].to_list())
    return _Events(
        leaves=events.leaves,
        joins=joins,
        absent=events.absent,
        transfers=tuple(_Transfer(giver=one, taker=other) for one, other in events.transfers),
        excluded=events.excluded,
    )
