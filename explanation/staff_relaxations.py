"""What could give way where it is the staff: people who are more, or know more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil
from typing import NamedTuple

import polars as pl

from ..changes import FTE_MINUTES_A_PERIOD, AddFte, Certify, Change, Hire, Train
from ..model.instance import Instance
from ..model.policy import Policy
from .answer import Facts
from .relaxations import Relaxation
from .wording import join_names

_MOST_PLACES = 12
_MOST_OFFICES = 3
_MOST_LANGUAGES = 2
_MOST_FTE = 200
_MOST_TRAINED = 30


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
    workers = instance.workers
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
