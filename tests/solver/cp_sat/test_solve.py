"""CP-SAT: a model that is not built in time is given up, and what is in hand is kept."""

from __future__ import annotations

import threading
from random import Random

import pytest
from ortools.sat.python import cp_model

from drawn_problems import draw_problem
from samehands.solver import Limits, Request, SolveMonitor
from samehands.solver.cp_sat import CpSat
from samehands.solver.cp_sat.model import build
from samehands.solver.limits import OverError
from samehands.solver.monitor import Event


def test_a_model_is_given_up_when_the_time_is_over() -> None:
    with pytest.raises(OverError):
        build(draw_problem(Random(1)), None, Limits(seconds=0.0))


def test_a_cancel_while_the_model_is_built_keeps_what_is_in_hand() -> None:
    drawn = (draw_problem(Random(seed)) for seed in range(100))
    kept = 0
    for problem in drawn:
        cancel = threading.Event()

        def stop(event: Event, cancel: threading.Event = cancel) -> None:
            cancel.set()

        monitor = SolveMonitor(Limits(cancel=cancel), stop)
        answer = CpSat().solve(problem, Request(), monitor)
        if answer.x is not None and answer.status != "optimal":
            assert (answer.status, answer.limit) == ("feasible", "interrupted")
            assert answer.detail == "the model was not built in time"
            kept += 1
    assert kept > 20


def test_what_is_in_hand_is_kept_where_the_solver_never_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hung = threading.Event()

    def hang(solver: object, model: object, found: object) -> bool:
        return hung.wait(600.0)

    monkeypatch.setattr(cp_model.CpSolver, "solve", hang)
    drawn = (draw_problem(Random(seed)) for seed in range(4))
    kept = 0
    for problem in drawn:
        answer = CpSat().solve(problem, Request(), SolveMonitor(Limits(seconds=0.3)))
        if answer.status != "optimal":
            assert answer.limit == "time"
            assert answer.detail == "CP-SAT was left to its thread"
        kept += answer.x is not None
    hung.set()
    assert kept > 0
