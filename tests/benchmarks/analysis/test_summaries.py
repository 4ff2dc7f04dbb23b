"""The figures of twelve runs, worked out by hand."""

from __future__ import annotations

import math

import pytest

from bench_records import run_record, twelve
from samehands.benchmarks.analysis.runs import ALL, kinds, make_runs
from samehands.benchmarks.analysis.statistics import Summary
from samehands.benchmarks.analysis.summaries import Row, rows


def _row(solver: str, group: str = ALL) -> Row:
    (found,) = (
        row for row in rows(make_runs(twelve())) if (row.solver, row.group) == (solver, group)
    )
    return found


def test_counts() -> None:
    row = _row("kernel")
    assert (row.problems, row.runs, row.plans, row.solved, row.failed) == (6, 6, 5, 4, 1)
    assert row.share_solved == pytest.approx(4 / 6)
    row = _row("cp-sat", "made/d")
    assert (row.problems, row.runs, row.plans, row.solved, row.failed) == (3, 3, 3, 2, 0)
    assert kinds(make_runs(twelve())) == {"ok": 11, "crashed": 1}


def test_mean_times() -> None:
    # cp-sat: 3, 1, 7, the limit, 1, 3: (4 x 2 x 8 x 11 x 2 x 4)^(1/6) - 1 = (2^9 x 11)^(1/6) - 1.
    assert _row("cp-sat").mean_time == pytest.approx(5632 ** (1 / 6) - 1)
    # kernel: 1, 3, the limit, 7, the limit, 7: (2 x 4 x 11 x 8 x 11 x 8)^(1/6) - 1.
    assert _row("kernel").mean_time == pytest.approx((2**9 * 11**2) ** (1 / 6) - 1)
    # Used, without the run that crashed: 1, 3, 10, 7, 7: (2 x 4 x 11 x 8 x 8)^(1/5) - 1.
    assert _row("kernel").time_used == pytest.approx(5632 ** (1 / 5) - 1)


def test_par2() -> None:
    assert _row("cp-sat").par2 == pytest.approx((3 + 1 + 7 + 20 + 1 + 3) / 6)
    assert _row("kernel").par2 == pytest.approx((1 + 3 + 20 + 7 + 20 + 7) / 6)


def test_distances() -> None:
    # cp-sat is 30 / 120 above the best on d1, else best; kernel 25 / 100 on c3, without plan on d2.
    strict, free = _row("cp-sat").excess, _row("kernel").excess
    assert strict.mean == pytest.approx(0.25 / 6)
    assert free.mean == pytest.approx(0.25 / 5)
    assert (strict.largest, strict.known, strict.unknown) == (0.25, 6, 0)
    assert (free.largest, free.known, free.unknown) == (0.25, 5, 1)
    # Own gaps of kernel: 26 / 125 on c3, reported; 0 on c1, c2, d1, certified, and on d3, reported.
    own = _row("kernel").gap
    assert own.mean == pytest.approx(26 / 125 / 5)
    assert own.known == 5
    assert _row("kernel").gap_certified == Summary(0.0, 0.0, 3, 3)


def test_gap_over_time() -> None:
    # Primal integrals, s: cp-sat 1.2 (1 + 0.2), 0.5, 3.6 (2 + 2 x 0.5 + 3 x 0.2), 5.4, 0.6
    # (0.5 + 0.5 x 0.2) and 1.4 (1 + 2 x 0.2); kernel 0.5, 1, 6 (5 + 5 x 0.2), 3 (2 + 5 x 0.2), 10
    # (crashed) and 2.2 (1 + 6 x 0.2). By limits of 10 s, and by 6 runs:
    assert _row("cp-sat").mean_gap.mean == pytest.approx((1.2 + 0.5 + 3.6 + 5.4 + 0.6 + 1.4) / 60)
    assert _row("kernel").mean_gap.mean == pytest.approx((0.5 + 1 + 6 + 3 + 10 + 2.2) / 60)
    assert _row("kernel").mean_gap.largest == 1.0


def test_time_to_a_proved_gap() -> None:
    found = {(each.target, each.certified): each for each in _row("cp-sat").reaches}
    # Certified 1 %: after 3, 1 and 7 s, never on d1, d2, d3: (4 x 2 x 8 x 11^3)^(1/6) - 1.
    assert found[0.01, True].runs == 3
    assert found[0.01, True].mean_time == pytest.approx(2 * math.sqrt(11) - 1)
    # With the engine's word also d2 and d3, after 1 and 3 s: as its times to the proof.
    assert found[0.01, False].runs == 5
    assert found[0.01, False].mean_time == pytest.approx(5632 ** (1 / 6) - 1)
    found = {(each.target, each.certified): each for each in _row("kernel").reaches}
    # c1 after 0.5 s (100 against 99.5) and c2 after 1 s (100 against 99), d1 after 7 s; the other
    # three never: (1.5 x 2 x 8 x 11^3)^(1/6) - 1. For 0.1 % c1 needs 1 s and c2 3 s.
    assert found[0.01, True].mean_time == pytest.approx((24 * 11**3) ** (1 / 6) - 1)
    assert found[0.001, True].mean_time == pytest.approx((64 * 11**3) ** (1 / 6) - 1)


def test_what_an_engine_refused_is_counted_and_left_out() -> None:
    refused = run_record(instance="two", kind="unsupported", status=None, objective=None)
    (row,) = rows(make_runs([run_record(), refused]))
    assert (row.runs, row.unsupported, row.failed, row.share_solved) == (1, 1, 0, 1.0)
    (row,) = rows(make_runs([refused]))
    assert (row.runs, row.share_solved, row.par2, row.mean_time) == (0, None, None, None)


def test_one_group_is_not_summed_up_twice() -> None:
    assert [row.group for row in rows(make_runs([run_record()]))] == ["made/a"]
    apart = [run_record(formulation="team-2", group="made/b"), run_record(instance="two")]
    assert [row.group for row in rows(make_runs([run_record(), *apart]))] == ["made/a", "made/b"]
    groups = [row.group for row in rows(make_runs(twelve()))]
    assert groups == ["made/c", "made/c", "made/d", "made/d", ALL, ALL]
