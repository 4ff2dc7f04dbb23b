"""Solver against solver, and later against earlier results."""

from __future__ import annotations

import pytest

from bench_records import run_record, twelve
from samehands.benchmarks.analysis.runs import ALL, make_runs
from samehands.benchmarks.analysis.versus import Versus, matches, sides_of, solvers_of
from samehands.benchmarks.record import Record


def _found(found: tuple[Versus, ...], scope: str, measure: str) -> Versus:
    (one,) = (each for each in found if (each.scope, each.measure) == (scope, measure))
    return one


def test_times_of_two_solvers_by_hand() -> None:
    paired = _found(solvers_of(make_runs(twelve())), ALL, "time to proof").paired
    # Times, the limit where not solved: cp-sat 3, 1, 7, 10, 1, 3; kernel 1, 3, 10, 7, 10, 7.
    # Changes, relative to the larger: -2/3, +2/3, +3/10, -3/10, +9/10, +4/7. Ranks 4.5, 4.5, 1.5,
    # 1.5, 6, 3; those of the minus signs sum to 6. Doubled ranks 3, 3, 6, 9, 9, 12: sums of at most
    # 12 have 1 (nothing) + 2 (3) + 2 (6) + 4 (9) + 6 (12) = 15 of 64 sign patterns: p = 30 / 64.
    assert (paired.wins, paired.losses, paired.ties) == (2, 4, 0)
    assert paired.p == 30 / 64
    # (1/3 x 3 x 10/7 x 7/10 x 10 x 7/3)^(1/6)
    assert paired.ratio == pytest.approx((70 / 3) ** (1 / 6))


def test_costs_of_two_solvers_by_hand() -> None:
    paired = _found(solvers_of(make_runs(twelve())), ALL, "cost").paired
    # As in test_paired: 125 for 100, 120 for 150, nothing for 100, and three alike.
    assert (paired.wins, paired.losses, paired.ties, paired.only_first) == (1, 2, 3, 1)
    assert paired.p == 0.75
    assert paired.ratio == pytest.approx(1.0)


def test_groups_are_compared_too() -> None:
    found = solvers_of(make_runs(twelve()))
    assert [each.scope for each in found[::3]] == [ALL, "made/c", "made/d"]
    assert _found(found, "made/d", "cost").paired.losses == 1


def test_seeds_are_no_independent_witnesses() -> None:
    records = [
        run_record(engine=engine, seed=seed, objective=objective + seed, best_known=None)
        for engine, objective in (("cp-sat", 100.0), ("kernel", 200.0))
        for seed in range(9)
    ]
    paired = _found(solvers_of(make_runs(records)), ALL, "cost").paired
    assert (paired.losses, paired.p) == (1, 1.0)
    assert paired.ratio == pytest.approx(204 / 104)


def test_only_shared_problems_are_compared() -> None:
    alone = run_record(engine="kernel", instance="two")
    assert solvers_of(make_runs([run_record(), alone])) == ()
    refused = run_record(engine="kernel", kind="unsupported", status=None)
    assert solvers_of(make_runs([run_record(), refused])) == ()


def test_later_results_are_paired_by_problem_engine_and_options() -> None:
    base = [run_record(versions={"samehands": "0.1.0"}), run_record(time_limit=60.0)]
    new = [run_record(versions={"samehands": "0.2.0"}, objective=110.0), run_record(seed=1)]
    found = sides_of(matches(make_runs(base)), matches(make_runs(new)))
    # The median of 110 and 100 against 100; the run of 60 s has no partner.
    assert _found(found, ALL, "cost").paired.ratio == pytest.approx(1.05)
    assert {each.scope for each in found} == {ALL}


def test_to_end_without_a_proof_is_no_merit_of_a_solver_but_ending_later_is_noticed() -> None:
    def quick(seconds: float) -> Record:
        return run_record(
            engine="least-loaded", status="feasible", bound=None, seconds={"solve": seconds}
        )

    found = solvers_of(make_runs([run_record(), quick(0.1)]))
    assert _found(found, ALL, "time to proof").paired.losses == 1
    base, new = matches(make_runs([quick(0.1)])), matches(make_runs([quick(0.2)]))
    assert _found(sides_of(base, new), ALL, "time").paired.ratio == pytest.approx(2.0)
    stopped = run_record(status="feasible", limit="time", seconds={"solve": 9.5})
    assert make_runs([stopped])[0].time_to_end == 10.0


def test_parts_are_compared_where_there_are_several() -> None:
    names = ("client-based", "task-based")
    records = [
        run_record(engine=engine, formulation=name)
        for engine in ("cp-sat", "kernel")
        for name in names
    ]
    side = matches(make_runs(records))
    scopes = list(dict.fromkeys(each.scope for each in sides_of(side, side)))
    assert scopes == [
        ALL,
        "engine cp-sat",
        "engine kernel",
        "formulation client-based",
        "formulation task-based",
    ]
