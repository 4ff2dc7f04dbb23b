"""What could give way: a field of the policy, a pair that must not meet, a share of a caseload."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

import polars as pl
from pydantic import JsonValue

from ..changes import Change, KByGroup, PoolKinds, SetCaseloadShare, SetPair, SetValue
from ..model.checks.cells import NEVER
from ..model.instance import Instance
from ..model.policy import Policy
from ..model.policy_order import policy_fields
from ..model.rules import RuleId
from .answer import Facts
from .wording import join_names

_MOST_K = 6
_MOST_CAP = 1_000_000


@dataclass(frozen=True)
class Relaxation:
    """A way to give way, of one kind and any of several sizes.

    Parameters
    ----------
    kind : str
        See ``WayOut.kind``.
    rule : RuleId or None
        Rule that gives way; None where it is the staff.
    unit : str
        What sizes are counted in; empty where there is only one step.
    sizes : sequence of float
        Rising; a larger size allows every plan that a smaller one does.
    make : callable
        Returns the changes of a size.
    told : callable or None
        Returns a size in words; None where the words of the changes do.
    """

    kind: str
    rule: RuleId | None
    unit: str
    sizes: Sequence[float]
    make: Callable[[float], tuple[Change, ...]]
    told: Callable[[float], str] | None = None


@dataclass(frozen=True)
class Sized:
    """A relaxation of one size; ``at`` is the place among its sizes."""

    relaxation: Relaxation
    at: int

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes of this size."""
        return self.relaxation.make(self.relaxation.sizes[self.at])

    @property
    def words(self) -> str:
        """What changes, as a sentence."""
        if self.relaxation.told is not None:
            return self.relaxation.told(self.relaxation.sizes[self.at])
        return "; ".join(change.words() for change in self.changes)

    def at_most(self, place: int) -> Sized:
        """Return the relaxation at a place among its sizes, or as it is where that is smaller."""
        return replace(self, at=min(self.at, place))

    def times(self, factor: float) -> Sized:
        """Return the relaxation at a larger size, as far as it goes."""
        return replace(
            self, at=min(ceil((self.at + 1) * factor) - 1, len(self.relaxation.sizes) - 1)
        )


def list_policy_relaxations(instance: Instance, policy: Policy, facts: Facts) -> list[Relaxation]:
    """Return what the rules that are on and limit something could give way in.

    Frozen clients that the facts speak of are released first.
    """
    found = [
        *_relax_caseload(instance, policy),
        *_relax_time(instance, policy),
        *_relax_moves(instance, policy, facts),
        *_relax_continuity(instance, policy),
        *_relax_who_may_serve(policy),
        *_relax_pairs(instance),
        *_relax_robust(policy),
    ]
    return [each for each in found if each.rule is None or policy.section(each.rule).enabled]


def _set(kind: str, path: str, sizes: Sequence[float]) -> Relaxation:
    """Return the relaxation that sets one number of the policy; its unit is the field's."""
    field = policy_fields()[".".join(path.split(".")[:2])]
    is_whole = isinstance(sizes, range)

    def make(size: float) -> tuple[Change, ...]:
        return (SetValue(set=path, to=int(size) if is_whole else round(size, 4)),)

    return Relaxation(kind, field.rule, field.unit, sizes, make)


def _fixed(rule: RuleId, path: str, value: bool | str | float) -> Relaxation:
    return Relaxation(rule, rule, "", (1.0,), lambda _: (SetValue(set=path, to=value),))


def _relax_caseload(instance: Instance, policy: Policy) -> Iterator[Relaxation]:
    section = policy.caseload
    parts: list[float] = instance.workers["caseload_share"].fill_null(1.0).to_list()
    least = min((part for part in parts if part), default=1.0)
    if section.cap is not None:
        weights = section.weights
        most = sum(
            sum(weights.get(program, 1.0) for program in programs) if weights else 1.0
            for programs in instance.clients["programs"].to_list()
        )
        top = max(min(ceil(most / least), _MOST_CAP), ceil(most))
        sizes = range(floor(section.cap) + 1, top + 1)
        if sizes:
            yield _set("cap", "caseload.cap", sizes)
    for program, cap in section.caps.items():
        holding = int(instance.clients["programs"].list.contains(program).sum())
        sizes = range(cap + 1, ceil(holding / least) + 1)
        if sizes:
            yield _set("cap", f"caseload.caps.{program}", sizes)
    if section.cap is not None or section.caps:
        yield from _relax_caseload_shares(instance)


def _relax_caseload_shares(instance: Instance) -> Iterator[Relaxation]:
    """Yield the relaxation that gives workers a whole caseload, the fullest first."""
    part = instance.workers.filter(pl.col("caseload_share") < 1)
    order = part.sort("caseload_share", "id", descending=[True, False])["id"].to_list()

    def whole(size: float) -> tuple[Change, ...]:
        return (SetCaseloadShare(caseload_share=1, workers=tuple(order[: int(size)])),)

    if order:
        sizes = range(1, len(order) + 1)
        yield Relaxation("caseload_share", "caseload", "workers at a whole caseload", sizes, whole)


def _relax_time(instance: Instance, policy: Policy) -> Iterator[Relaxation]:
    ceiling = policy.utilisation.ceiling
    if ceiling is not None:
        steps = [step / 100 for step in range(floor(ceiling * 100) + 1, 301)]
        if steps:
            yield _set("ceiling", "utilisation.ceiling", steps)
    most = min(2 * instance.task_minutes + 60, 1_000_000)
    sizes = range(policy.overtime.limit + 1, most + 1)
    if sizes:
        yield _set("overtime", "overtime.limit", sizes)


def _relax_moves(instance: Instance, policy: Policy, facts: Facts) -> Iterator[Relaxation]:
    section = policy.moves
    owned = instance.clients.height - instance.clients["worker"].null_count()
    if section.limit is not None:
        sizes = range(section.limit + 1, owned + 1)
        if sizes:
            yield _set("moves", "moves.limit", sizes)
    if section.limit_share is not None:
        steps = [step / 100 for step in range(floor(section.limit_share * 100) + 1, 101)]
        if steps:
            yield _set("moves", "moves.limit_share", steps)
    frozen = _order_releases(instance, section.frozen, facts)
    owners = _order_releases(instance, [*section.fixed_owners], facts)
    yield from _release("frozen", "frozen clients", frozen, None)
    yield from _release("fixed_owners", "fixed clients", owners, section.fixed_owners)
    yield from _release("fixed_tasks", "fixed tasks", [*section.fixed_tasks], section.fixed_tasks)


def _release(
    field: str, what: str, order: Sequence[str], table: Mapping[str, str] | None
) -> Iterator[Relaxation]:
    """Yield the relaxation that takes ids out of a list, or a table, in an order."""

    def released(size: float) -> tuple[Change, ...]:
        left = order[int(size) :]
        to: JsonValue = [*left] if table is None else {id: table[id] for id in left}
        return (SetValue(set=f"moves.{field}", to=to),)

    def told(size: float) -> str:
        return f"release {', '.join(order[: int(size)])} from moves.{field}"

    if order:
        sizes = range(1, len(order) + 1)
        yield Relaxation("moves", "moves", f"{what} released", sizes, released, told)


def _order_releases(instance: Instance, frozen: Sequence[str], facts: Facts) -> list[str]:
    """Return frozen clients, those whom the facts name or whose owner has least time first."""
    named = {id for fact in facts.closed if fact.what == "clients" for id in fact.ids}
    named |= {id for fact in facts.oversize if fact.what == "client" for id in fact.ids}
    minutes = instance.without_leaves().workers.select(
        worker="id", minutes=pl.col("minutes").list.sum(), skills=pl.col("programs").list.len()
    )
    owners = instance.clients.filter(pl.col("id").is_in(list(frozen))).join(
        minutes, on="worker", how="left", maintain_order="left"
    )
    ranked = owners.select("id", "minutes", "skills").rows()
    ranked.sort(key=lambda row: (row[0] not in named, row[1] or 0, row[2] or 0, row[0]))
    return [id for id, *_ in ranked]


def _relax_continuity(instance: Instance, policy: Policy) -> Iterator[Relaxation]:
    section = policy.continuity
    if policy.formulation == "task-based":
        return
    finite = {group: k for group, k in section.k_by_group.items() if isinstance(k, int)}
    general_k = [section.k] if isinstance(section.k, int) else []
    lowest: int = min([*finite.values(), *general_k])

    def more(size: float) -> tuple[Change, ...]:
        k = int(size)
        general = section.k if section.k == "unlimited" else max(section.k, k)
        if not finite:
            return (SetValue(set="continuity.k", to=general),)
        groups = {group: max(old, k) for group, old in finite.items()}
        return (KByGroup.model_validate({"k_by_group": groups, "others": general}),)

    steps = range(lowest + 1, max(lowest + 1, _MOST_K) + 1)
    yield Relaxation("workers a client", "continuity", "workers a client", steps, more)
    kinds = _order_kinds(instance, policy)
    if kinds:

        def pooled(size: float) -> tuple[Change, ...]:
            return (PoolKinds(pool_kinds=tuple(kinds[: int(size)])),)

        sizes = range(1, len(kinds) + 1)
        yield Relaxation("pool", "continuity", "kinds of tasks pooled", sizes, pooled)


def _order_kinds(instance: Instance, policy: Policy) -> list[str]:
    """Return the kinds that are not pooled yet: same-day kinds first, then the largest."""
    section = policy.continuity
    sums = instance.tasks.group_by("kind").agg(pl.col("minutes").sum()).sort("minutes", "kind")
    order: list[str] = sums["kind"].reverse().to_list()
    order.sort(key=lambda kind: kind not in section.same_day_kinds)
    return [kind for kind in order if kind not in section.exempt_kinds]


def _relax_who_may_serve(policy: Policy) -> Iterator[Relaxation]:
    if policy.pool.scope == "office" and policy.pool.regions:
        yield _fixed("pool", "pool.scope", "region")
    if policy.pool.scope != "county":
        yield _fixed("pool", "pool.scope", "county")
    if policy.language.match == "required":
        yield _fixed("language", "language.match", "interpreter")
    if policy.continuity.household:
        yield _fixed("continuity", "continuity.household", False)
    if policy.skills.bundle_integrity:
        yield _fixed("skills", "skills.bundle_integrity", False)


def _relax_robust(policy: Policy) -> Iterator[Relaxation]:
    section = policy.robust
    if section.absence:
        yield _fixed("robust", "robust.absence", 0.0)
    if section.deviation and section.clients:
        yield _fixed("robust", "robust.deviation", 0.0)


def _relax_pairs(instance: Instance) -> Iterator[Relaxation]:
    there = pl.col("worker").is_in(instance.workers["id"].implode())
    barred = instance.pairs.filter((pl.col("price") == NEVER) & there)
    order = barred.select("client", "worker").rows()

    def met(size: float) -> tuple[Change, ...]:
        return tuple(SetPair(pair=one, worker=who, price=0) for one, who in order[: int(size)])

    def told(size: float) -> str:
        return f"let {join_names([' and '.join(pair) for pair in order[: int(size)]], 'and')} meet"

    if order:
        yield Relaxation("pairs", "pairs", "pairs", range(1, len(order) + 1), met, told)


def keep_one_per_field(relaxations: Iterable[Relaxation]) -> list[Relaxation]:
    """Return relaxations of which no two set the same field, the widest of each."""
    chosen: dict[str, Relaxation] = {}
    for number, relaxation in enumerate(relaxations):
        change = relaxation.make(relaxation.sizes[-1])[0]
        name = change.set if isinstance(change, SetValue) else f"{change.verb} {number}"
        chosen[name] = relaxation
    return list(chosen.values())
