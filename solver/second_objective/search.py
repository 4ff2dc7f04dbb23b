"""The search for a better second objective: teams have their turns until none of them moves."""

from __future__ import annotations

import numpy as np

from ...problem import AssignmentProblem, Ints
from ..column_generation.agent_cost import make_agent_rows
from ..column_generation.choices import make_choices
from ..column_generation.search_state import make_state
from ..compilation import CompiledCode, example_problem
from ..compiled import protect
from ..limits import Limits
from .moves import Clock, Costs, Move
from .neighbourhood import Sizes, improve_teams
from .teams import Teams, make_teams

_CHUNK = 200
"""Teams between two looks at the clock; a tenth of it where two teams change at a time."""

_MOST_PASSES = 100
"""Passes over all teams after which a search has ended, even if something is left."""

_PARTNERS = 12
"""Teams that are tried against another: those whose items are most like its own."""


def improve_second(
    problem: AssignmentProblem, x: Ints, teams: Teams, limits: Limits
) -> tuple[Ints, bool]:
    """Improve the second objective of an assignment that costs no more for it.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem; items of count 1, no prices of joining or of using an agent.
    x : array of shape (pairs,)
        A legal assignment.
    teams : Teams
        The second objective.
    limits : Limits
        When to stop.

    Returns
    -------
    x : array of shape (pairs,)
        A legal assignment that costs no more; what is left stays so.
    has_ended : bool
        Whether the search ended by itself.
    """
    if not SECOND_OBJECTIVE.wait(limits):
        return x, False
    search = _Search(problem, x, teams)
    has_ended = search.run(limits)
    return np.bincount(search.move.place[search.move.place >= 0], minlength=problem.pairs).astype(
        np.int64
    ), has_ended


class _Search:
    """A search with its arrays."""

    def __init__(self, problem: AssignmentProblem, x: Ints, teams: Teams) -> None:
        self._problem, self._teams = problem, teams
        choices, rows = make_choices(problem), make_agent_rows(problem)
        state = make_state(problem, choices, rows, x)
        size, count = 2 * int(np.diff(teams.start).max(initial=1)) + 1, len(teams.start) - 1
        self.move = Move(state.place, *_zeros(size, size, size, _PARTNERS, _PARTNERS))
        group = problem.group[teams.member[teams.start[:-1]]]
        agent, price, then = _zeros(2 * size, 2 * size, len(choices.most))
        self._costs = Costs(
            *(choices.pair_cost, choices.pair_profile, choices.profiles, rows),
            np.append(problem.join_profile, -1)[group],
            *(choices.used_start, choices.used_row, choices.used, choices.most),
            *(state.load, state.cost, state.used, agent),
            np.zeros((2 * size, problem.resources), dtype=np.int64),
            *(price, then, state.work, state.over),
        )
        now, changed = _zeros(1, problem.agents)
        self._clock = Clock(now, changed, np.full((2, count), -1, dtype=np.int64))

    def run(self, limits: Limits) -> bool:
        """Search until nothing moves, or time is over; return whether nothing moved."""
        order = np.arange(len(self._teams.start) - 1, dtype=np.int64)
        before = 1
        for number in range(_MOST_PASSES):
            # Moves of one team are quick, and are looked for between those of two.
            paired = number % 2 == 1
            moves, sizes, step = 0, self._sizes(), _CHUNK // 10 if paired else _CHUNK
            for first in range(0, len(order), step):
                if limits.is_over():
                    return False
                moves += self.turn(order[first : first + step], sizes, paired)
            if not moves and not before:
                break
            before = moves
        return True

    def turn(self, order: Ints, sizes: Sizes, paired: bool) -> int:
        """Give teams their turns; return the number of moves."""
        return improve_teams(self._teams, self.move, self._costs, self._clock, sizes, order, paired)

    def _sizes(self) -> Sizes:
        problem, place, windows = self._problem, self.move.place, self._problem.windows
        used = np.flatnonzero(place >= 0)
        agent = problem.pair_agent[place[used]]
        start = np.append(0, np.cumsum(np.bincount(agent, minlength=problem.agents)))
        timed, middle = _zeros(problem.resources, problem.resources)
        if windows is not None:
            timed[: windows.cells] = 1
            middle[: windows.cells] = windows.release + windows.due
        amount, moment = (problem.profiles.times(each) for each in (timed, middle))
        items = used[np.argsort(agent, kind="stable")]
        return protect(Sizes(start.astype(np.int64), items, problem.pair_profile, amount, moment))


def _zeros(*sizes: int) -> list[Ints]:
    return [np.zeros(size, dtype=np.int64) for size in sizes]


def _run_example() -> None:
    problem = example_problem()
    x = np.array([1, 0, 0, 1, 1, 0, 0, 1], dtype=np.int64)
    none, heads = np.zeros(problem.pairs, dtype=np.int64), np.array([True, False] * 2)
    team, is_open = np.array([0, 0, 1, 1]), np.ones(problem.pairs, dtype=np.bool_)
    search = _Search(problem, x, make_teams(problem, team, heads, none, none, is_open))
    search.run(Limits())


SECOND_OBJECTIVE = CompiledCode("second objective", _run_example)
"""The compiled functions of this search."""
