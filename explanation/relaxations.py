"""What could give way: a field of the policy, or the staff, who are more or know more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import NamedTuple

import polars as pl
from pydantic import JsonValue

from ..changes import (
    FTE_MINUTES_A_PERIOD,
    LEFT,
    AddFte,
    Certify,
    Change,
    Hire,
    KByGroup,
    PoolKinds,
    SetPair,
    SetValue,
    Train,
)
from ..model.checks.cells import NEVER
from ..model.instance import Instance
from ..model.policy import Policy
from ..model.policy_order import policy_fields
from ..model.rules import RuleId
from .answer import Facts
from .wording import join_names

_MOST_K = 6
_MOST_PLACES = 12
_MOST_OFFICES = 3
_MOST_LANGUAGES = 2
_MOST_FTE = 200
_MOST_TRAINED = 30


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
    ]
    return [each for each in found if each.rule is None or policy.section(each.rule).enabled]


def _set(kind: str, path: str, sizes: Sequence[float]) -> Relaxation:
    """Return the relaxation that sets one number of the policy; its unit is the field's."""
    field = policy_fields()[".".join(path.split(".")[:2])]
    is_whole = isinstance(sizes, range)

    def make(size: float) -> tuple[Change, ...]:
        return (SetValue(set=path, to=int(size) if is_whole else round(size, 4)),)

    return Relaxation(kind, field.rule, field.unit, sizes, make)


def _fixed(rule: RuleId, path: str, value: bool | str) -> Relaxation:
    return Relaxation(rule, rule, "", (1.0,), lambda _: (SetValue(set=path, to=value),))


def _relax_caseload(instance: Instance, policy: Policy) -> Iterator[Relaxation]:
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
    if policy.skills.bundle_integrity:
        yield _fixed("skills", "skills.bundle_integrity", False)


def _relax_pairs(instance: Instance) -> Iterator[Relaxation]:
    order = instance.pairs.filter(pl.col("price") == NEVER).select("client", "worker").rows()

    def met(size: float) -> tuple[Change, ...]:
        return tuple(SetPair(pair=one, worker=who, price=0) for one, who in order[: int(size)])

    def told(size: float) -> str:
        return f"let {join_names([' and '.join(pair) for pair in order[: int(size)]], 'and')} meet"

    if order:
        yield Relaxation("pairs", "pairs", "pairs", range(1, len(order) + 1), met, told)


class Place(NamedTuple):
    """An office where staff is missing, and what a worker must speak and work in there."""

    office: str
    languages: tuple[str, ...]
    programs: tuple[str, ...]


def list_staff_relaxations(instance: Instance, policy: Policy, facts: Facts) -> list[Relaxation]:
    """Return people to add, certify and train where the facts say, else in the largest offices.

    Languages matter where they are required, programs where skills are on.
    """
    places = list(_find_places(instance, policy, facts))[:_MOST_PLACES]
    found: list[Relaxation] = []
    for number, place in enumerate(places, start=1):
        found.append(_add_people(instance, policy, place, number))
        found += _certify_people(instance, policy, place)
        found += _train_people(instance, policy, place)
    return found


def _find_places(instance: Instance, policy: Policy, facts: Facts) -> Iterator[Place]:
    spoken = policy.language.enabled and policy.language.match == "required"
    known = policy.skills.enabled
    about = [(fact.offices, fact.languages, fact.programs) for fact in facts.shortages]
    about += [(fact.offices, fact.languages, fact.programs) for fact in facts.closed]
    needed: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for offices, languages, programs in about:
        # Nobody can be asked to speak everything; what so many share, others nearby speak as well.
        some = languages if spoken and len(languages) <= _MOST_LANGUAGES else ()
        for office in offices[:_MOST_OFFICES]:
            needed.setdefault((office, some), set()).update(programs if known else ())
    for (office, some), known_there in needed.items():
        yield Place(office, some, tuple(sorted(known_there)))
    if needed:
        return
    for office in instance.clients["office"].value_counts(sort=True)["office"][:_MOST_OFFICES]:
        there = instance.clients.filter(pl.col("office") == office)
        languages = _list_distinct(there["language"]) if spoken else ()
        yield Place(office, languages, _list_distinct(there["programs"].explode()) if known else ())


def _list_distinct(values: pl.Series) -> tuple[str, ...]:
    return tuple(values.drop_nulls().unique().sort().to_list())


def _add_people(instance: Instance, policy: Policy, place: Place, number: int) -> Relaxation:
    """Return a relaxation that adds full-time equivalents who know what is needed at a place."""
    mates = instance.workers.filter(pl.col("office") == place.office)
    speaks, works = _find_usual(mates, "languages"), _find_usual(mates, "programs")
    languages = [name for name in place.languages if name not in speaks]
    programs = [name for name in place.programs if name not in works]
    language, program = (next(iter(some), None) for some in (languages, programs))
    simple = bool(mates.height) and len(languages) <= 1 and len(programs) <= 1
    # Under a pool that ends at the office, an office of nobody still takes people in.
    most = min(_bound_fte(instance, policy, place), _MOST_FTE)
    sizes = [step / 10 for step in range(1, 10 * most + 1)]

    def more(size: float) -> tuple[Change, ...]:
        if simple:
            return (AddFte(add_fte=size, office=place.office, language=language, program=program),)
        return tuple(_hire(place, number, size, {*speaks, *languages}, {*works, *programs}))

    def told(size: float) -> str:
        speaking = join_names(sorted({*speaks, *languages}) or ["no language"], "and")
        working = join_names(sorted({*works, *programs}) or ["no program"], "and")
        known = f"speaking {speaking} and working in {working}"
        return f"{size:g} full-time equivalents more in {place.office}, {known}"

    return Relaxation("staff", None, "full-time equivalents", sizes, more, None if simple else told)


def _hire(
    place: Place, number: int, size: float, languages: set[str], programs: set[str]
) -> Iterator[Hire]:
    for at in range(ceil(size)):
        share = min(size - at, 1.0)
        yield Hire(
            hire=f"new-{number}-{at + 1}",
            office=place.office,
            languages=tuple(sorted(languages)),
            programs=tuple(sorted(programs)),
            minutes=max(round(FTE_MINUTES_A_PERIOD * share), 1),
        )


def _bound_fte(instance: Instance, policy: Policy, place: Place) -> int:
    """Return full-time equivalents that could do all work and own all clients of an office."""
    clients = instance.clients.filter(pl.col("office") == place.office)
    work = instance.tasks.filter(pl.col("client").is_in(clients["id"].implode()))
    caps = [cap for cap in policy.caseload.caps.values() if cap]
    caps += [int(policy.caseload.cap)] if policy.caseload.cap else []
    by_cases = ceil(clients.height / max(min(caps), 1)) if caps else 0
    return 1 + ceil(int(work["minutes"].sum()) / FTE_MINUTES_A_PERIOD) + by_cases


def _find_usual(mates: pl.DataFrame, column: str) -> set[str]:
    """Return what at least half of the workers have, as added workers do."""
    counts = mates[column].explode().drop_nulls().value_counts()
    often = counts.filter(2 * pl.col("count") >= mates.height)
    return set(often[column].to_list())


def _certify_people(instance: Instance, policy: Policy, place: Place) -> Iterator[Relaxation]:
    """Yield a relaxation that certifies workers in the place's language, the most able first."""
    if len(place.languages) != 1:
        return
    language = place.languages[0]
    near = _find_near(instance, policy, place)
    pupils = near.filter(~pl.col("languages").list.contains(language))
    ids = _rank_workers(pupils, "programs", place.programs)

    def certified(size: float) -> tuple[Change, ...]:
        return (Certify(certify=(language,), workers=tuple(ids[: int(size)])),)

    if ids:
        yield Relaxation("certify", None, "workers certified", range(1, len(ids) + 1), certified)


def _train_people(instance: Instance, policy: Policy, place: Place) -> Iterator[Relaxation]:
    """Yield a relaxation that trains workers in the place's programs, those who know most first."""
    if not place.programs:
        return
    missing = list(place.programs)
    pupils = _find_near(instance, policy, place).filter(
        pl.col("programs").list.set_intersection(missing).list.len() < len(missing)
    )
    for language in place.languages[:1]:
        if len(place.languages) == 1:
            pupils = pupils.filter(pl.col("languages").list.contains(language))
    ids = _rank_workers(pupils, "programs", place.programs)

    def trained(size: float) -> tuple[Change, ...]:
        return (Train(train=place.programs, workers=tuple(ids[: int(size)])),)

    if ids:
        yield Relaxation("train", None, "workers trained", range(1, len(ids) + 1), trained)


def _find_near(instance: Instance, policy: Policy, place: Place) -> pl.DataFrame:
    workers = instance.workers.filter(pl.col("office") != LEFT)
    if policy.pool.enabled and policy.pool.scope == "office":
        workers = workers.filter(pl.col("office") == place.office)
    return workers.filter(pl.col("minutes").list.sum() > 0)


def _rank_workers(workers: pl.DataFrame, column: str, wanted: Iterable[str]) -> list[str]:
    """Return workers by how much they know of what is wanted, then by their minutes."""
    ranked = workers.select(
        "id",
        known=pl.col(column).list.set_intersection(list(wanted)).list.len(),
        minutes=pl.col("minutes").list.sum(),
    ).sort(["known", "minutes", "id"], descending=[True, True, False])
    ids: list[str] = ranked["id"].to_list()
    return ids[:_MOST_TRAINED]
