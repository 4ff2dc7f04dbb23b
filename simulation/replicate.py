"""One replication: the same world under every standard."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..model.policy import Policy
from ..solver.compiled import is_ready
from ..solver.registry import Warmed
from .agency import TICKS, Agency, Names
from .arrivals import draw_tasks
from .figures import Replication, measure
from .loop import run, run_days
from .monthly_plans import MonthlyPlans
from .parameters import SimulationParameters
from .standards import Standard, make_routing, parse_standards
from .state import new_state
from .world import make_world


class Case(NamedTuple):
    """One agency to be run: a scenario, as arrays.

    Parameters
    ----------
    scenario : str
        Its name.
    agency, names : Agency and Names
        The agency.
    policy : Policy
        The prices by which owners are planned.
    parameters : SimulationParameters
        All figures beside.
    """

    scenario: str
    agency: Agency
    names: Names
    policy: Policy
    parameters: SimulationParameters


def replicate(
    cases: Sequence[Case],
    standards: Sequence[Standard],
    months: int,
    seed: int,
    seconds: float | None,
    replication: int,
    cancel: threading.Event | None = None,
) -> list[Replication] | None:
    """Return what one replication was like: case by case, standard by standard.

    Parameters
    ----------
    cases : sequence of Case
        The agencies; each has one world, which all standards meet.
    standards : sequence of Standard
        The standards.
    months, seed, replication : int
        How long, and the key of all draws.
    seconds : float or None
        Time for each plan of a month; None for no limit.
    cancel : threading.Event or None
        Set it to stop within days; then there is nothing to return.
    """
    found: list[Replication] = []
    for case in cases:
        world = make_world(case.agency, case.names, case.parameters, months, seed, replication)
        for standard in standards:
            routing = make_routing(case.agency, standard)
            state = new_state(case.agency, world, routing)
            plans = None
            if standard.planned:
                given = case.policy, case.agency, case.names, world, routing, case.parameters
                plans = MonthlyPlans(*given, seconds, cancel)
            if not run(case.agency, world, routing, state, 0, world.days, plans, cancel):
                return None
            found.append(measure(case.agency, case.names, world, state, case.parameters))
    return found


def warm_up() -> Warmed:
    """Compile the event loop and what draws its world, or load them from the disk."""
    is_compiled, began = not is_ready(run_days, draw_tasks), time.monotonic()
    one, kinds = np.ones(1, np.int64), np.ones((1, 1), np.bool_)
    nought = np.zeros(1, np.int64)
    agency = Agency(
        seat_office=nought, seat_unit=nought, day_ticks=one * TICKS, speaks=kinds, knows=kinds,
        client_office=nought, client_language=nought, client_bundle=nought, owner=nought,
        complexity=np.zeros(1), needs=kinds, kind_program=nought, kind_due=one, kind_ticks=one,
        kind_contact=kinds[0], kind_same_day=kinds[0], rates=np.ones((1, 1)), interpreter=0,
        handoff_ticks=0, speedup=0, overtime_ticks=0,
    )  # fmt: skip
    names = Names(("program",), ("any",), ("office",), (("program", "kind"),))
    case = Case("example", agency, names, Policy(), SimulationParameters())
    replicate([case], parse_standards("task-based"), 1, 0, None, 0)
    seconds = time.monotonic() - began
    return Warmed("months of an agency", ("simulate",), is_compiled, seconds)
