"""Agencies of shapes that nobody chose: named ones that went wrong elsewhere, and drawn ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import cast

from agencies import agency
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from tables import Row, client, instance_of, task, worker
from tiny_agencies import FORMULATIONS, Case, draw_policy

PROGRAMS = ("A", "B")


@dataclass(frozen=True)
class Shape:
    """How large an agency is, and how tight.

    Parameters
    ----------
    clients, workers, tasks, periods : int
        Sizes.
    load : float
        Minutes of all tasks, as a share of the regular minutes.
    languages : int
        Languages that clients and workers speak.
    window : int
        Most periods between release and due of a task.
    offices : int
        Offices.
    """

    clients: int
    workers: int
    tasks: int
    periods: int
    load: float
    languages: int = 2
    window: int = 3
    offices: int = 1


def draw_of_shape(rng: Random, shape: Shape) -> Instance:
    """Draw an agency of a shape."""
    languages = ["en", "es", *(f"l{number}" for number in range(2, shape.languages))]
    languages = languages[: shape.languages]
    offices = ["n", "s", *(f"o{number}" for number in range(2, shape.offices))][: shape.offices]
    regular = rng.choice([0, 60, 120, 420])
    workers = [_worker(rng, at, shape, languages, offices, regular) for at in range(shape.workers)]
    there = sum(sum(cast("list[int]", row["minutes"])) for row in workers)
    mean = shape.load * (there or 60 * shape.periods) / max(shape.tasks, 1)
    return instance_of(
        [_client(rng, at, shape, languages, offices) for at in range(shape.clients)],
        workers,
        [_task(rng, at, shape, mean) for at in range(shape.tasks if shape.clients else 0)],
        shape.periods,
    )


def _client(rng: Random, at: int, shape: Shape, languages: list[str], offices: list[str]) -> Row:
    today = rng.randrange(-1, shape.workers) if rng.random() < 0.8 else -1
    return client(
        f"c{at}",
        office=rng.choice(offices),
        language=rng.choice(languages),
        programs=rng.choice([["A"], ["B"], ["A", "B"], []]),
        worker=None if today < 0 else f"w{today}",
        groups=rng.choice([[], ["old"], ["new"], ["old", "new"]]),
    )


def _worker(
    rng: Random, at: int, shape: Shape, languages: list[str], offices: list[str], regular: int
) -> Row:
    spoken = rng.sample(languages, rng.randint(0, min(len(languages), 3)))
    return worker(
        f"w{at}",
        office=rng.choice(offices),
        unit=rng.choice(["", "U"]),
        languages=spoken or languages[:1],
        programs=rng.choice([["A", "B"], ["A", "B"], ["A"], ["B"]]),
        minutes=[regular if rng.random() < 0.85 else 0 for _ in range(shape.periods)],
    )


def _task(rng: Random, at: int, shape: Shape, mean: float) -> Row:
    release = rng.randrange(shape.periods)
    return task(
        f"t{at}",
        f"c{rng.randrange(shape.clients)}",
        program=rng.choice(PROGRAMS),
        kind=rng.choice(["intake", "call"]),
        minutes=round(rng.choice([0.0, 0.5, 1.0, 1.0, 1.5, 2.0]) * mean),
        release=release,
        due=_due(release, rng.randrange(shape.window), at),
        contact=rng.random() < 0.75,
    )


def _due(release: int, periods: int, at: int) -> int:
    """Return a due so many periods later; every third of what is there at once had it before."""
    return -periods if release == 0 and at % 3 == 0 else release + periods


def draw_odd_case(rng: Random) -> Case:
    """Draw an agency of any size, horizon and load, and any policy for it."""
    shape = Shape(
        clients=rng.choice([0, 1, 2, 10, 40, 40, 150, 400]),
        workers=rng.choice([0, 1, 2, 5, 5, 12, 40]),
        tasks=rng.choice([0, 1, 20, 60, 60, 200, 600]),
        periods=rng.choice([1, 2, 3, 5, 5, 10, 21, 60, 120]),
        load=rng.choice([0.0, 0.1, 0.5, 0.8, 0.95, 1.0, 1.2, 3.0]),
        languages=rng.choice([1, 2, 2, 5, 30]),
        window=rng.choice([1, 2, 5, 5, 30, 200]),
        offices=rng.choice([1, 1, 2, 5]),
    )
    drawn = draw_of_shape(rng, shape)
    return drawn, draw_policy(rng, drawn, rng.choice(FORMULATIONS), rng.choice([0.0, 0.1, 0.5]))


def _shaped(shape: Shape, **policy: object) -> Callable[[], Case]:
    return lambda: (draw_of_shape(Random(1), shape), Policy.model_validate(policy))


def _one_huge_task() -> Case:
    found = instance_of(
        [client("c1"), client("c2")],
        [worker("w1"), worker("w2")],
        [task("t1", "c1", minutes=100_000), task("t2", "c2"), task("t3", "c1")],
    )
    return found, Policy()


_MUST = {"service": {"undone": "forbidden"}}
_NO_OVERTIME = {"overtime": {"limit": 0}}

HOSTILE: dict[str, Callable[[], Case]] = {
    "toy": lambda: (agency("toy"), Policy()),
    "unit": lambda: (agency("unit"), Policy()),
    "all must be done": _shaped(Shape(40, 16, 40, 4, 0.9), **_MUST),
    "84 periods": _shaped(Shape(60, 40, 720, 84, 0.4, window=2), **_NO_OVERTIME),
    "small overload": _shaped(Shape(40, 4, 60, 3, 1.5)),
    "intensive": lambda: (agency("intensive"), Policy()),
    "empty tables": lambda: (instance_of([], [], []), Policy()),
    "one client": _shaped(Shape(1, 3, 4, 5, 0.1)),
    "5,000 workers": _shaped(Shape(10, 5000, 20, 5, 0.001)),
    "365 periods": _shaped(Shape(20, 4, 80, 365, 0.5, window=40)),
    "300 languages": _shaped(Shape(400, 20, 300, 10, 0.7, languages=300, offices=3)),
    "a task longer than the month": _one_huge_task,
}
"""Agencies on which some solver, somewhere, hung, was late, or left undone what is easily done."""
