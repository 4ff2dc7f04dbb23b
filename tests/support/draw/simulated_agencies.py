"""Small agencies for simulations: drawn at random, and bare queues."""

from __future__ import annotations

import numpy as np

from samehands.simulation.agency import NOBODY, TICKS, Agency, Names
from samehands.simulation.parameters import SimulationParameters

_BARE = {
    "after_close": 0.0,
    "minutes_cv": 0.0,
    "complexity_cv": 0.0,
    "new_clients": 0.0,
    "exits": 0.0,
    "season": 0.0,
    "absence_share": 0.0,
    "turnover": 0.0,
}

MINUTES, DAY = 25.5, 331
"""Minutes of a mean task, and of a day."""


def bare_parameters(**more: object) -> SimulationParameters:
    """Return parameters of an agency in which nothing but work comes in."""
    return SimulationParameters.model_validate({**_BARE, **more})


def bare_queue(workers: int, use: float, clients_each: int = 12) -> tuple[Agency, Names]:
    """Return workers of one kind of work, busy for a share of their time, without overtime."""
    clients = workers * clients_each
    rate = use * workers * DAY / (MINUTES * clients)
    agency = Agency(
        seat_office=np.zeros(workers, np.int64),
        seat_unit=np.zeros(workers, np.int64),
        day_ticks=np.full(workers, DAY * TICKS),
        speaks=np.ones((workers, 1), np.bool_),
        knows=np.ones((workers, 1), np.bool_),
        client_office=np.zeros(clients, np.int64),
        client_language=np.zeros(clients, np.int64),
        client_bundle=np.zeros(clients, np.int64),
        owner=np.arange(clients, dtype=np.int64) % workers,
        complexity=np.zeros(clients),
        needs=np.ones((1, 1), np.bool_),
        kind_program=np.zeros(1, np.int64),
        kind_due=np.full(1, 5, np.int64),
        kind_ticks=np.full(1, round(MINUTES * TICKS)),
        kind_contact=np.ones(1, np.bool_),
        kind_same_day=np.zeros(1, np.bool_),
        rates=np.full((1, 1), rate),
        interpreter=0,
        handoff_ticks=0,
        speedup=0,
        overtime_ticks=0,
    )
    return agency, Names(("p",), ("any",), ("o",), (("p", "work"),))


def drawn_agency(seed: int) -> tuple[Agency, Names, SimulationParameters]:
    """Return a small agency with offices, languages and programs, and parameters of its own."""
    rng = np.random.default_rng(seed)
    seats, clients = int(rng.integers(1, 7)), int(rng.integers(3, 30))
    programs, languages, bundles = (int(rng.integers(1, most)) for most in (4, 4, 5))
    kinds, offices = int(rng.integers(1, 6)), int(rng.integers(1, 3)) if seats > 1 else 1
    program = rng.integers(0, programs, kinds)
    needs = rng.random((bundles, programs)) < 0.5
    needs[:, 0] = True
    day = int(rng.integers(20, 80))
    ticks = rng.integers(2, 30, kinds) * TICKS
    load = rng.uniform(0.4, 1.3) * seats * day * TICKS / (clients * kinds * ticks.mean())
    agency = Agency(
        seat_office=np.arange(seats) % offices,
        seat_unit=rng.integers(0, 2, seats),
        day_ticks=np.where(rng.random(seats) < 0.3, day * TICKS // 2, day * TICKS),
        speaks=rng.random((seats, languages)) < 0.6,
        knows=rng.random((seats, programs)) < 0.7,
        client_office=rng.integers(0, offices, clients),
        client_language=rng.integers(0, languages, clients),
        client_bundle=rng.integers(0, bundles, clients),
        owner=np.full(clients, NOBODY),
        complexity=np.zeros(clients),
        needs=needs,
        kind_program=program,
        kind_due=rng.integers(0, 5, kinds),
        kind_ticks=ticks,
        kind_contact=rng.random(kinds) < 0.5,
        kind_same_day=rng.random(kinds) < 0.4,
        rates=needs[:, program] * rng.uniform(0.3, 1.7, (bundles, kinds)) * load,
        interpreter=int(rng.integers(0, 2)) * 500,
        handoff_ticks=int(rng.integers(0, 3)) * TICKS,
        speedup=int(rng.integers(0, 2)) * 70,
        overtime_ticks=int(rng.integers(0, 3)) * 5 * TICKS,
    )
    owned = rng.random(clients) < 0.8
    for client in np.flatnonzero(owned).tolist():
        here = np.flatnonzero(agency.seat_office == agency.client_office[client])
        agency.owner[client] = int(rng.choice(here))
    parameters = SimulationParameters(
        month_days=int(rng.integers(4, 9)),
        after_close=float(rng.choice([0.0, 0.3])),
        opening_share=float(rng.choice([0.5, 1.0])),
        duration="exponential" if rng.random() < 0.5 else "lognormal",
        minutes_cv=float(rng.choice([0.0, 0.6])),
        new_clients=0.1,
        exits=0.15,
        returns=0.5,
        return_days=6,
        season=0.3,
        absence_share=float(rng.choice([0.0, 0.25])),
        absence_spell=(1, 4),
        turnover=float(rng.choice([0.0, 0.95])),
        vacancy_days=int(rng.integers(0, 6)),
        learning_months=3,
        warm_up_months=0,
    )
    names = Names(
        tuple(f"p{at}" for at in range(programs)),
        tuple(f"l{at}" for at in range(languages)),
        tuple(f"o{at}" for at in range(offices)),
        tuple((f"p{each}", f"k{at}") for at, each in enumerate(program.tolist())),
    )
    return agency, names, parameters
