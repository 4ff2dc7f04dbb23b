"""What more or better trained staff could mean: each lever adds people or what they know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

import polars as pl

from ..changes import FTE_MINUTES_A_PERIOD, LEFT, AddFte, Certify, Change, Hire, Train
from ..model.instance import Instance
from ..model.policy import Policy
from .answer import Facts
from .demand import listed
from .relaxations import Lever

_MOST_PLACES = 12
_MOST_OFFICES = 3
_MOST_LANGUAGES = 2
_MOST_FTE = 200
_MOST_TRAINED = 30


@dataclass(frozen=True)
class Place:
    """Where staff is missing, and what it must know.

    Parameters
    ----------
    office : str
        The office.
    languages, programs : tuple of str
        What a worker must speak and work in.
    """

    office: str
    languages: tuple[str, ...]
    programs: tuple[str, ...]


def staff_levers(instance: Instance, policy: Policy, facts: Facts) -> list[Lever]:
    """Return levers of staff for the places that the facts name, else for the largest offices.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy; languages matter where they are required, programs where skills are on.
    facts : Facts
        What was counted.

    Returns
    -------
    list of Lever
        People added, certified and trained.
    """
    places = list(_places(instance, policy, facts))[:_MOST_PLACES]
    found: list[Lever] = []
    for number, place in enumerate(places, start=1):
        found.append(_added(instance, policy, place, number))
        found += _certified(instance, policy, place)
        found += _trained(instance, policy, place)
    return found


def _places(instance: Instance, policy: Policy, facts: Facts) -> Iterator[Place]:
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
    sizes = instance.clients["office"].value_counts(sort=True)
    for office in sizes["office"].to_list()[:_MOST_OFFICES]:
        there = instance.clients.filter(pl.col("office") == office)
        languages = _distinct(there["language"]) if spoken else ()
        yield Place(office, languages, _distinct(there["programs"].explode()) if known else ())


def _distinct(values: pl.Series) -> tuple[str, ...]:
    return tuple(values.drop_nulls().unique().sort().to_list())


def _added(instance: Instance, policy: Policy, place: Place, number: int) -> Lever:
    """Return a lever that adds full-time equivalents who know what is needed at a place."""
    mates = instance.workers.filter(pl.col("office") == place.office)
    speaks, works = _usual(mates, "languages"), _usual(mates, "programs")
    languages = [name for name in place.languages if name not in speaks]
    programs = [name for name in place.programs if name not in works]
    simple = bool(mates.height) and len(languages) <= 1 and len(programs) <= 1
    # Under a pool that ends at the office, an office of nobody still takes people in.
    most = min(_most_fte(instance, policy, place), _MOST_FTE)
    sizes = [step / 10 for step in range(1, 10 * most + 1)]

    def more(size: float) -> tuple[Change, ...]:
        if simple:
            return (
                AddFte(
                    add_fte=size,
                    office=place.office,
                    language=languages[0] if languages else None,
                    program=programs[0] if programs else None,
                ),
            )
        return tuple(_hired(place, number, size, {*speaks, *languages}, {*works, *programs}))

    def told(size: float) -> str:
        speaking = listed(sorted({*speaks, *languages}) or ["no language"], "and")
        working = listed(sorted({*works, *programs}) or ["no program"], "and")
        return (
            f"{size:g} full-time equivalents more in {place.office}, speaking {speaking} and "
            f"working in {working}"
        )

    return Lever("staff", None, "full-time equivalents", sizes, more, None if simple else told)


def _hired(
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


def _most_fte(instance: Instance, policy: Policy, place: Place) -> int:
    """Return full-time equivalents that could do all work and own all clients of an office."""
    clients = instance.clients.filter(pl.col("office") == place.office)
    work = instance.tasks.filter(pl.col("client").is_in(clients["id"].implode()))
    caps = [cap for cap in policy.caseload.caps.values() if cap]
    caps += [int(policy.caseload.cap)] if policy.caseload.cap else []
    by_cases = ceil(clients.height / max(min(caps), 1)) if caps else 0
    return 1 + ceil(int(work["minutes"].sum()) / FTE_MINUTES_A_PERIOD) + by_cases


def _usual(mates: pl.DataFrame, column: str) -> set[str]:
    """Return what at least half of the workers have, as added workers do."""
    counts = mates[column].explode().drop_nulls().value_counts()
    often = counts.filter(2 * pl.col("count") >= mates.height)
    return set(often[column].to_list())


def _certified(instance: Instance, policy: Policy, place: Place) -> Iterator[Lever]:
    """Yield a lever that certifies workers in the place's language, the most able first."""
    if len(place.languages) != 1:
        return
    language = place.languages[0]
    pupils = _near(instance, policy, place).filter(~pl.col("languages").list.contains(language))
    ids = _ranked(pupils, "programs", place.programs)

    def certified(size: float) -> tuple[Change, ...]:
        return (Certify(certify=(language,), workers=tuple(ids[: int(size)])),)

    if ids:
        yield Lever("certify", None, "workers certified", range(1, len(ids) + 1), certified)


def _trained(instance: Instance, policy: Policy, place: Place) -> Iterator[Lever]:
    """Yield a lever that trains workers in the place's programs, those who know most first."""
    if not place.programs:
        return
    missing = list(place.programs)
    pupils = _near(instance, policy, place).filter(
        pl.col("programs").list.set_intersection(missing).list.len() < len(missing)
    )
    for language in place.languages[:1]:
        if len(place.languages) == 1:
            pupils = pupils.filter(pl.col("languages").list.contains(language))
    ids = _ranked(pupils, "programs", place.programs)

    def trained(size: float) -> tuple[Change, ...]:
        return (Train(train=place.programs, workers=tuple(ids[: int(size)])),)

    if ids:
        yield Lever("train", None, "workers trained", range(1, len(ids) + 1), trained)


def _near(instance: Instance, policy: Policy, place: Place) -> pl.DataFrame:
    workers = instance.workers.filter(pl.col("office") != LEFT)
    if policy.pool.enabled and policy.pool.scope == "office":
        workers = workers.filter(pl.col("office") == place.office)
    return workers.filter(pl.col("minutes").list.sum() > 0)


def _ranked(workers: pl.DataFrame, column: str, wanted: Iterable[str]) -> list[str]:
    """Return workers by how much they know of what is wanted, then by their minutes."""
    ranked = workers.select(
        "id",
        known=pl.col(column).list.set_intersection(list(wanted)).list.len(),
        minutes=pl.col("minutes").list.sum(),
    ).sort(["known", "minutes", "id"], descending=[True, True, False])
    ids: list[str] = ranked["id"].to_list()
    return ids[:_MOST_TRAINED]
