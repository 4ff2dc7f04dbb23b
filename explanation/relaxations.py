"""What a policy could give way in: each lever turns one of its fields, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor

import polars as pl

from ..changes import Change, KByGroup, PoolKinds, SetValue
from ..model.instance import Instance
from ..model.policy import Policy
from ..model.policy_order import policy_fields
from ..model.rules import RuleId
from .answer import Facts

_MOST_K = 6


@dataclass(frozen=True)
class Lever:
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


def policy_levers(instance: Instance, policy: Policy, facts: Facts) -> list[Lever]:
    """Return what the rules of a policy could give way in.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy.
    facts : Facts
        What was counted; frozen clients it speaks of are released first.

    Returns
    -------
    list of Lever
        One or more for each rule that is on and limits something.
    """
    found = [
        *_caseload(instance, policy),
        *_time(instance, policy),
        *_moves(instance, policy, facts),
        *_continuity(instance, policy),
        *_people(policy),
    ]
    return [lever for lever in found if lever.rule is None or policy.section(lever.rule).enabled]


def _set(kind: str, path: str, sizes: Sequence[float]) -> Lever:
    """Return the lever that sets one number of the policy; its unit is the field's."""
    field = policy_fields()[".".join(path.split(".")[:2])]
    is_whole = isinstance(sizes, range)

    def make(size: float) -> tuple[Change, ...]:
        return (SetValue(set=path, to=int(size) if is_whole else round(size, 4)),)

    return Lever(kind, field.rule, field.unit, sizes, make)


def _fixed(kind: str, rule: RuleId, path: str, value: bool | str) -> Lever:
    return Lever(kind, rule, "", (1.0,), lambda _: (SetValue(set=path, to=value),))


def _caseload(instance: Instance, policy: Policy) -> Iterator[Lever]:
    section = policy.caseload
    if section.cap is not None:
        weights = section.weights
        most = sum(
            sum(weights.get(program, 1.0) for program in programs) if weights else 1.0
            for programs in instance.clients["programs"].to_list()
        )
        sizes = range(floor(section.cap) + 1, ceil(most) + 1)
        if sizes:
            yield _set("cap", "caseload.cap", sizes)
    for program, cap in section.caps.items():
        holding = int(instance.clients["programs"].list.contains(program).sum())
        sizes = range(cap + 1, holding + 1)
        if sizes:
            yield _set("cap", f"caseload.caps.{program}", sizes)


def _time(instance: Instance, policy: Policy) -> Iterator[Lever]:
    ceiling = policy.utilisation.ceiling
    if ceiling is not None:
        steps = [step / 100 for step in range(floor(ceiling * 100) + 1, 301)]
        if steps:
            yield _set("ceiling", "utilisation.ceiling", steps)
    most = min(2 * instance.task_minutes + 60, 1_000_000)
    sizes = range(policy.overtime.limit + 1, most + 1)
    if sizes:
        yield _set("overtime", "overtime.limit", sizes)


def _moves(instance: Instance, policy: Policy, facts: Facts) -> Iterator[Lever]:
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
    if section.frozen:
        order = _released_first(instance, section.frozen, facts)

        def released(size: float) -> tuple[Change, ...]:
            return (SetValue(set="moves.frozen", to=[*order[int(size) :]]),)

        def told(size: float) -> str:
            return f"release {', '.join(order[: int(size)])} from moves.frozen"

        sizes = range(1, len(order) + 1)
        yield Lever("moves", "moves", "frozen clients released", sizes, released, told)


def _released_first(instance: Instance, frozen: Sequence[str], facts: Facts) -> list[str]:
    """Return frozen clients, those whom the facts name or whose owner has least time first."""
    named = {id for fact in facts.closed if fact.what == "clients" for id in fact.ids}
    named |= {id for fact in facts.oversize if fact.what == "client" for id in fact.ids}
    minutes = instance.workers.select(
        worker="id", minutes=pl.col("minutes").list.sum(), skills=pl.col("programs").list.len()
    )
    owners = instance.clients.filter(pl.col("id").is_in(list(frozen))).join(
        minutes, on="worker", how="left", maintain_order="left"
    )
    ranked = owners.select("id", "minutes", "skills").iter_rows()
    return [
        id
        for id, *_ in sorted(
            ranked, key=lambda row: (row[0] not in named, row[1] or 0, row[2] or 0, row[0])
        )
    ]


def _continuity(instance: Instance, policy: Policy) -> Iterator[Lever]:
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
    yield Lever("workers a client", "continuity", "workers a client", steps, more)
    kinds = _kinds(instance, policy)
    if kinds:

        def pooled(size: float) -> tuple[Change, ...]:
            return (PoolKinds(pool_kinds=tuple(kinds[: int(size)])),)

        sizes = range(1, len(kinds) + 1)
        yield Lever("pool", "continuity", "kinds of tasks pooled", sizes, pooled)


def _kinds(instance: Instance, policy: Policy) -> list[str]:
    """Return the kinds that are not pooled yet: same-day kinds first, then the largest."""
    section = policy.continuity
    sums = instance.tasks.group_by("kind").agg(pl.col("minutes").sum()).sort("minutes", "kind")
    order: list[str] = sums["kind"].reverse().to_list()
    order.sort(key=lambda kind: kind not in section.same_day_kinds)
    return [kind for kind in order if kind not in section.exempt_kinds]


def _people(policy: Policy) -> Iterator[Lever]:
    if policy.pool.scope == "office" and policy.pool.regions:
        yield _fixed("pool", "pool", "pool.scope", "region")
    if policy.pool.scope != "county":
        yield _fixed("pool", "pool", "pool.scope", "county")
    if policy.language.match == "required":
        yield _fixed("language", "language", "language.match", "interpreter")
    if policy.skills.bundle_integrity:
        yield _fixed("skills", "skills", "skills.bundle_integrity", False)
