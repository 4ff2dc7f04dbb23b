"""Every run exactly one record, whatever the engine or the world does."""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from bad_engines import NOTES
from bench_runs import PLUGIN, agency_run, alive, gap_run
from draws import share
from samehands.benchmarks.instances.sparse import generate_sparse
from samehands.benchmarks.record import (
    InstanceRef,
    Parameters,
    Record,
    RunOptions,
    digest,
    from_line,
)
from samehands.benchmarks.run.runner import Progress, run, warnings
from samehands.benchmarks.store import RESULTS, load_records, opened
from samehands.model.errors import EngineUnavailableError, InputError
from samehands.solver import engine_names

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends groups of processes")

TOKEN = "SAMEHANDS_TEST"
"""Environment variable that all processes of a test inherit."""

SESSION = secrets.token_hex(8)
"""Tells this run of the tests from any other, also from one that went wrong."""

ENDINGS = {
    "raises": ("error", "RuntimeError: planted fault (bad_engines.py:"),
    "hangs": ("hung", "no answer 1.5 s after it was asked, at a limit of 1 s"),
    "spawns": ("hung", "no answer 1.5 s after it was asked, at a limit of 1 s"),
    "eats": ("memory", "MB of memory, and 512 MB are allowed"),
    "asks-for-too-much": ("memory", "no more memory was given"),
    "kills-itself": ("crashed", "the process was killed by SIGKILL"),
    "leaves": ("crashed", "exit code 0; its last words: planted words"),
    "assigns-nothing": ("wrong", "item 0"),
    "gives-up": ("wrong", "called infeasible, and a solution of cost 425 is known"),
    "serves-nothing": ("unsupported", "'serves-nothing' does not serve"),
    "least-loaded": ("ok", ""),
}

SPAWNING = """
import sys
from pathlib import Path
sys.path.append(sys.argv[1])
from bench_runs import PLUGIN, gap_run
from samehands.benchmarks.run.runner import run
run([gap_run("spawns")], Path(sys.argv[2]), plugins=[PLUGIN], grace=100.0)
"""


def _lines(folder: Path) -> list[bytes]:
    path = folder / RESULTS
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []


def _seconds_to_the_first_line(folder: Path, runner: subprocess.Popen[bytes]) -> float:
    began = time.monotonic()
    while not _lines(folder):
        assert runner.poll() is None
        time.sleep(0.02)
    return time.monotonic() - began


def _left(token: str, patience: float = 5.0) -> list[int]:
    return alive(f"{TOKEN}={SESSION}{token}", patience)


@contextmanager
def _started(command: list[str], token: str) -> Generator[subprocess.Popen[bytes], None, None]:
    environment, quiet = {**os.environ, TOKEN: SESSION + token}, subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Record]]:
    """Return what became of the engines that do what none should, by their names."""
    folder = tmp_path_factory.mktemp("bad")
    # Only those that hang are to meet their limit, however busy the machine is.
    limits = {name: 1.0 if kind == "hung" else 60.0 for name, (kind, _) in ENDINGS.items()}
    specs = [gap_run(name, time_limit=limit) for name, limit in limits.items()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(TOKEN, SESSION + "bad")
        outcome = run(specs, folder, jobs=2, plugins=[PLUGIN], grace=0.5)
    assert (outcome.before, len(outcome.failures)) == (0, 9)
    assert {each.key for each in outcome.records} == {each.key for each in load_records(folder)}
    yield {record.engine: record for record in outcome.records}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENDINGS)
def test_every_bad_end_is_its_own_kind_of_record(bad: dict[str, Record], engine: str) -> None:
    record, (kind, message) = bad[engine], ENDINGS[engine]
    assert (record.kind, record.failed) == (kind, kind not in ("ok", "unsupported"))
    assert message in (record.message or "")


@pytest.mark.slow
def test_a_run_that_was_killed_keeps_what_it_told(bad: dict[str, Record]) -> None:
    hung, eater = bad["hangs"], bad["eats"]
    assert [point[1:] for point in hung.trace] == [(None, 7.0)]
    assert (hung.status, hung.objective, hung.bound) == (None, None, None)
    assert len(hung.instance_sha256) == 64
    assert hung.seconds["total"] >= 1.5
    assert eater.limit == "memory"
    assert 512 < (eater.peak_memory_mb or 0.0) < 4096


@pytest.mark.slow
def test_what_a_run_has_started_ends_with_it(bad: dict[str, Record]) -> None:
    assert bad["spawns"].kind == "hung"
    assert _left("bad") == []


@pytest.mark.slow
def test_what_a_run_has_started_ends_with_the_runner(tmp_path: Path) -> None:
    token = f"{tmp_path.name}-spawns"
    support = str(Path(__file__).parents[2] / "support" / "doubles")
    with _started([sys.executable, "-c", SPAWNING, support, str(tmp_path)], token) as runner:
        # Runner, cleanup, run, and the two that it starts, one of them in a session of its own.
        deadline = time.monotonic() + 120.0
        while len(_left(token, patience=0.0)) < 5:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        runner.send_signal(signal.SIGKILL)
        assert runner.wait() == -signal.SIGKILL
    assert _left(token) == []
    assert _lines(tmp_path) == []


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the results of one run, which stays as it is."""
    folder = tmp_path_factory.mktemp("good") / "results"
    assert run([gap_run("least-loaded")], folder).before == 0
    return folder


def test_a_second_call_repeats_nothing(good: Path, tmp_path: Path) -> None:
    first, second = gap_run("least-loaded"), agency_run("least-loaded")
    seen: list[Progress] = []
    tmp_path = copytree(good, tmp_path / "results")
    before = _lines(tmp_path)
    outcome = run([second, first, second], tmp_path, on_progress=seen.append)
    assert [record.formulation for record in outcome.records] == ["client-based", None]
    assert outcome.before == 1
    assert _lines(tmp_path)[:-1] == before
    assert [(each.done, each.total) for each in seen] == [(1, 2), (2, 2)]
    assert (seen[0].record, seen[1].record) == (None, outcome.records[0])
    assert seen[1].seconds_left == 0.0


def test_a_run_that_compiles_is_done_again_and_has_one_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes"
    monkeypatch.setenv(NOTES, str(notes))
    spec = gap_run("compiles", time_limit=60.0)
    outcome = run([spec], tmp_path / "out", plugins=[PLUGIN])
    assert [record.status for record in outcome.records] == ["no_plan"]
    assert notes.read_text(encoding="utf-8") == "compiled\n" * 2
    assert len(_lines(tmp_path / "out")) == 1


def test_what_the_harness_spoilt_is_run_again(good: Path, tmp_path: Path) -> None:
    spec = gap_run("least-loaded")
    (record,) = load_records(good)
    with opened(tmp_path) as store:
        store.add(record.model_copy(update={"kind": "hung", "instance_sha256": ""}))
    outcome = run([spec], tmp_path)
    assert (outcome.before, [record.kind for record in outcome.records]) == (0, ["ok"])
    assert [record.kind for record in load_records(tmp_path)] == ["ok"]
    assert run([spec], tmp_path).before == 1


def test_auto_is_measured_and_the_engine_that_it_took_named(tmp_path: Path) -> None:
    specs = [replace(gap_run("auto"), options=RunOptions(time_limit=30.0, memory_mb=2048))]
    specs.append(agency_run("auto"))
    gap, agency = run(specs, tmp_path).records
    assert (gap.kind, gap.engine, gap.objective) == ("ok", "auto", 425.0)
    assert (agency.kind, agency.engine) == ("ok", "auto")
    assert {gap.chosen, agency.chosen} <= set(engine_names())
    assert {"samehands", "python", gap.chosen} <= set(gap.versions)


def test_records_hold_what_a_report_needs(tmp_path: Path) -> None:
    gap, agency = run(
        [gap_run("cp-sat", time_limit=30.0), agency_run("least-loaded")], tmp_path
    ).records
    assert (gap.kind, gap.status, gap.limit) == ("ok", "optimal", "none")
    assert (gap.objective, gap.bound, gap.bound_kind, gap.gap) == (425.0, 425.0, "reported", 0.0)
    assert (gap.best_known, gap.metrics, gap.gap_work) == (425.0, None, None)
    assert set(gap.seconds) == {"generate", "build", "solve", "audit", "total"}
    assert gap.trace[-1][1:] == (425.0, 425.0)
    assert gap.trace[-1][0] <= gap.seconds["build"] + gap.seconds["solve"] + 0.001
    assert (agency.kind, agency.status, agency.bound_kind) == ("ok", "feasible", "certified")
    assert agency.bound == agency.bound_certified
    phases = {"generate", "build", "solve", "lift", "audit", "certify", "total"}
    assert set(agency.seconds) == phases
    assert agency.metrics is not None
    assert agency.metrics["tasks_undone"] == 0.0
    assert (agency.peak_memory_mb or 0.0) > 10.0
    assert agency.machine.cores >= 1


def test_bounds_of_bare_problems_are_certified_where_prices_prove_them(tmp_path: Path) -> None:
    call: Parameters = {"items": 60, "agents": 4, "eligible": 3, "seed": 0}
    ref = InstanceRef("sparse-drawn", "s", "sparse/60x4", digest(call), call)
    sparse = replace(gap_run("kernel", time_limit=60.0, best_known=None), instance=ref)
    (record,) = run([sparse], tmp_path).records
    assert (record.kind, record.message) == ("ok", None)
    assert record.objective is not None
    assert record.bound is not None
    assert record.bound_certified is not None
    assert 0.9 * record.objective < record.bound_certified <= record.bound <= record.objective
    work = generate_sparse(60, 4, 3, 0).work
    assert record.gap_work == pytest.approx((record.objective - record.bound) / work)


def test_what_cannot_be_run_is_refused_before_any_run(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match="no engine named 'x'"):
        run([gap_run("least-loaded"), gap_run("x")], tmp_path)
    with opened(tmp_path), pytest.raises(InputError, match="another runner is at work"):
        run([gap_run("least-loaded")], tmp_path)
    assert _lines(tmp_path) == []


def test_more_than_the_machine_has_gives_a_warning() -> None:
    assert warnings([gap_run("cp-sat")], 1) == []
    first, second = warnings([gap_run("cp-sat")], 100_000)
    assert first.startswith("100000 jobs x 1 threads exceed the")
    assert second.startswith("100000 jobs x 512 MB exceed the")


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "samehands", "bench", "run", "smoke", "--out", str(tmp_path)]
    command += ["--engines", "least-loaded", "--formulations", "client-based"]
    command += ["--jobs", "2", "--memory-mb", "512", "--seeds"]
    moments, took = random.Random(), 0.0
    for step in range(max(3, share(10))):
        before, token = _lines(tmp_path), f"{tmp_path.name}-{step}"
        # More runs than can be done in all the time until the last kill.
        with _started([*command, "1000"], token) as runner:
            if not step:
                took = _seconds_to_the_first_line(tmp_path, runner)
            time.sleep(moments.uniform(0.0, 1.3 * took) * bool(step))
            runner.send_signal(signal.SIGKILL)
            assert runner.wait() == -signal.SIGKILL
        assert _left(token) == []
        assert _lines(tmp_path)[: len(before)] == before
    before = _lines(tmp_path)
    with _started([*command, "1"], tmp_path.name) as runner:
        assert runner.wait() == 0
    assert _left(tmp_path.name) == []
    assert _lines(tmp_path)[: len(before)] == before
    records = [from_line(line) for line in _lines(tmp_path)]
    assert len({record.key for record in records}) == len(records)
    # Of the three runs that were asked for last, those with a record were left alone.
    seeds = [record.seed for record in records]
    assert len(before) >= 1
    assert seeds[len(before) :] == [0] * (3 - seeds[: len(before)].count(0))


@pytest.mark.slow
def test_ctrl_c_leaves_nobody_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "samehands", "bench", "run", "smoke", "--out", str(tmp_path)]
    token = f"{tmp_path.name}-quit"
    with _started([*command, "--engines", "least-loaded"], token) as runner:
        assert _seconds_to_the_first_line(tmp_path, runner) > 0
        runner.send_signal(signal.SIGINT)
        assert runner.wait() == 130
    assert _left(token) == []
    assert 1 <= len(_lines(tmp_path)) < 4
