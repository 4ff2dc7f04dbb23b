"""The suites, and what may be asked of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from samehands.benchmarks.families import FAMILIES, Agency, load
from samehands.benchmarks.instances.gap import GapInstance
from samehands.benchmarks.instances.sparse import SparseInstance, generate_sparse, write_sparse
from samehands.benchmarks.options import BenchOptions, available, runs_of
from samehands.benchmarks.record import RunOptions
from samehands.benchmarks.run.runner import run
from samehands.benchmarks.store import LOCK, RESULTS
from samehands.benchmarks.suites import SUITES, Suite, Wanted
from samehands.generator.agency import generate
from samehands.model.errors import InputError
from samehands.model.io.plain import instance_sha256
from samehands.model.io.write import write
from samehands.problem import evaluate
from samehands.solver import Limits, Request, SolveMonitor, find_engine
from samehands.solver import run as solve

OPTIONS = RunOptions(time_limit=1.0, memory_mb=512)
VERSIONS = {"samehands": "1"}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return a folder with one GAP file and its known values."""
    folder = tmp_path / "gap" / "made1999"
    folder.mkdir(parents=True)
    (folder / "x0203").write_text("2 3\n1 2 3\n3 2 1\n1 1 1\n1 1 1\n2 2\n", encoding="utf-8")
    header = "path,agents,jobs,listed_bound,solution_file_value,best_feasible_known\n"
    known = "made1999/x0203,2,3,4,4,4\n"
    (tmp_path / "gap" / "verified.csv").write_text(header + known, encoding="utf-8")
    write(tmp_path / "gap" / "city" / "toy", *generate("toy", 0))
    write_sparse(generate_sparse(6, 3, 2, 0), tmp_path / "gap" / "six.sparse")
    return tmp_path / "gap"


def test_a_folder_of_ones_own_holds_agencies_gap_files_and_sparse_files(files: Path) -> None:
    two = (files / "made1999" / "x0203").read_text(encoding="utf-8")
    (files / "made1999" / "both.txt").write_text(f"2\n{two}{two}", encoding="utf-8")
    runs = runs_of(BenchOptions("own", Path("nowhere"), files, ["team-2"], ["cp-sat"]))
    assert [(run.instance.name, run.instance.group, run.formulation) for run in runs] == [
        ("city/toy", "city", "team-2"),
        ("made1999/both-1", "made1999", None),
        ("made1999/both-2", "made1999", None),
        ("made1999/x0203", "made1999", None),
        ("six", "own", None),
    ]
    agency, _, second, _, six = (load(run.instance) for run in runs)
    assert isinstance(agency, Agency)
    assert agency.sha256 == instance_sha256(generate("toy", 0)[0])
    assert isinstance(second, GapInstance)
    assert second.costs.tolist() == [[1, 2, 3], [3, 2, 1]]
    assert isinstance(six, SparseInstance)
    assert six.sha256 == generate_sparse(6, 3, 2, 0).sha256
    for place in ("city/toy", "made1999/x0203", "six.sparse"):
        (one,) = runs_of(
            BenchOptions("own", Path("nowhere"), files / place, ["team-2"], ["cp-sat"])
        )
        assert one.instance.name == Path(place).stem
        assert one.instance.fingerprint in {run.instance.fingerprint for run in runs}


def test_a_folder_without_instances_is_refused_and_faults_are_told_all_at_once(
    tmp_path: Path,
) -> None:
    ask = BenchOptions("own", Path("nowhere"), tmp_path, engines=["cp-sat"])
    (tmp_path / "notes.md").write_text("nothing", encoding="utf-8")
    with pytest.raises(InputError, match="holds no instance"):
        runs_of(ask)
    (tmp_path / "a.sparse").write_text("1 1 1\n", encoding="utf-8")
    (tmp_path / "b").write_text("1 1 1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        runs_of(ask)
    assert [problem.field for problem in caught.value.problems] == ["a.sparse", "b"]


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_every_suite_gives_different_runs_of_known_families(suite: Suite, files: Path) -> None:
    wanted = Wanted(["one", "two"], OPTIONS, 2, suite.formulations, files)
    runs = suite.make(wanted)
    assert len({spec.key(VERSIONS) for spec in runs}) == len(runs) >= 4
    assert {spec.suite for spec in runs} == {suite.name}
    assert {spec.engine for spec in runs} == {"one", "two"}
    assert {spec.seed for spec in runs} == {0, 1}
    assert {spec.instance.family for spec in runs} <= set(FAMILIES)
    standards = {spec.formulation for spec in runs} - {None}
    assert standards == set(suite.formulations)


def test_smoke_has_four_runs_for_a_single_engine() -> None:
    assert len(runs_of(BenchOptions("smoke", Path("nowhere"), engines=["least-loaded"]))) >= 4


def test_the_formulations_are_measured_on_the_same_unit() -> None:
    runs = runs_of(BenchOptions("formulations", Path("nowhere"), engines=["kernel"]))
    assert [spec.formulation for spec in runs] == [
        "client-based",
        "team-2",
        "hybrid",
        "task-based",
    ]
    assert len({spec.instance.name for spec in runs}) == 1
    assert runs[0].instance.group == "agency/unit"


def test_an_office_has_its_own_limits_unless_others_are_asked_for() -> None:
    ask = BenchOptions("office", Path("nowhere"), engines=["kernel"])
    runs = runs_of(ask)
    limits = {spec.formulation: spec.options.time_limit for spec in runs}
    assert limits == {"client-based": 120.0, "team-2": 240.0, "hybrid": 240.0, "task-based": 180.0}
    assert {spec.options.memory_mb for spec in runs} == {6144}
    assert "--memory-mb 6144" in ask.command
    (asked, *_) = runs_of(replace(ask, time_limit=7.0, memory_mb=300))
    assert (asked.options.time_limit, asked.options.memory_mb) == (7.0, 300)


def test_files_come_with_what_is_known_of_them(files: Path) -> None:
    (run,) = runs_of(BenchOptions("gap", Path("nowhere"), instances=files, engines=["cp-sat"]))
    assert (run.instance.name, run.instance.group) == ("x0203", "made1999/x")
    assert (run.best_known, run.best_bound_known) == (4, 4)
    question = load(run.instance)
    assert isinstance(question, GapInstance)
    assert question.costs.tolist() == [[1, 2, 3], [3, 2, 1]]


def test_a_changed_file_makes_another_run(files: Path) -> None:
    ask = BenchOptions("gap", Path("nowhere"), instances=files, engines=["cp-sat"])
    (before,) = runs_of(ask)
    file = files / "made1999" / "x0203"
    file.write_text(file.read_text(encoding="utf-8").replace("2 2", "3 2"), encoding="utf-8")
    (after,) = runs_of(ask)
    assert before.key(VERSIONS) != after.key(VERSIONS)


def test_an_agency_is_the_one_that_is_generated() -> None:
    run = runs_of(BenchOptions("smoke", Path("nowhere"), engines=["cp-sat"]))[-1]
    question = load(run.instance)
    assert isinstance(question, Agency)
    assert question.instance.tasks.equals(generate("toy", 0)[0].tasks)


def test_the_values_known_of_the_smoke_instances_are_optimal() -> None:
    engine = find_engine("cp-sat")
    assert engine is not None
    known = {
        spec.instance.name: (spec.instance, spec.best_known)
        for spec in runs_of(BenchOptions("smoke", Path("nowhere"), engines=["cp-sat"]))
        if spec.best_known is not None
    }
    assert len(known) == 2
    for ref, best in known.values():
        question = load(ref)
        assert isinstance(question, GapInstance)
        problem = question.to_problem()
        answer = solve(engine, problem, Request(), SolveMonitor(Limits(60.0)))
        assert (answer.status, answer.x is not None) == ("optimal", True)
        assert answer.x is not None
        assert evaluate(problem, answer.x).objective == best == answer.bound


def test_auto_and_engines_of_a_plugin_may_be_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "from samehands.solver.greedy import LeastLoaded\n"
    text += "class Mine(LeastLoaded):\n    name = 'mine'\ndef make():\n    return Mine()\n"
    (tmp_path / "my_engines.py").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ask = BenchOptions("smoke", Path("out"), engines=["auto", "mine"], plugins=["my_engines:make"])
    assert [run.engine for run in runs_of(ask)[:2]] == ["auto", "mine"]
    assert ask.command.endswith("--plugin my_engines:make")
    assert "mine" in {run.engine for run in runs_of(replace(ask, engines=None))}
    outcome = run(runs_of(replace(ask, engines=["mine"]))[:1], Path("out"), plugins=ask.plugins)
    assert [(record.engine, record.kind) for record in outcome.records] == [("mine", "ok")]
    with pytest.raises(InputError, match="no engine 'mine'"):
        runs_of(replace(ask, plugins=[]))


def test_engines_that_can_run_are_the_default() -> None:
    runs = runs_of(BenchOptions("smoke", Path("nowhere")))
    assert {spec.engine for spec in runs} == set(available()) >= {"cp-sat", "least-loaded"}
    assert {spec.options.time_limit for spec in runs} == {SUITES["smoke"].time_limit}
    assert {spec.options.threads for spec in runs} == {1}


def test_all_faults_of_a_question_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "thing").write_text("", encoding="utf-8")
    ask = BenchOptions(
        "smokee",
        tmp_path,
        engines=["cp-sta", "kernel", "kernel"],
        time_limit=float("nan"),
        seeds=0,
        jobs=0,
        memory_mb=1,
        threads=0,
    )
    with pytest.raises(InputError) as caught:
        runs_of(ask)
    assert [problem.field for problem in caught.value.problems] == [
        "suite",
        "engines",
        "engines",
        "time_limit",
        "seeds",
        "jobs",
        "threads",
        "memory_mb",
        "out",
    ]
    assert "did you mean 'smoke'" in str(caught.value)
    assert "did you mean 'cp-sat'" in str(caught.value)


def test_a_folder_that_a_runner_left_at_once_may_be_gone_on_with(tmp_path: Path) -> None:
    ask = BenchOptions("smoke", tmp_path, engines=["cp-sat"])
    (tmp_path / LOCK).touch()
    assert runs_of(ask) != []
    (tmp_path / "other").touch()
    with pytest.raises(InputError, match="holds other things"):
        runs_of(ask)
    (tmp_path / RESULTS).touch()
    assert runs_of(ask) != []


def test_the_command_asks_for_the_same_again() -> None:
    ask = BenchOptions(
        "gap", Path("a b"), Path("gap"), engines=["kernel", "cp-sat"], time_limit=0.5, jobs=2
    )
    assert ask.command == (
        "samehands bench run gap --instances gap --engines kernel,cp-sat --time-limit 0.5 "
        "--seeds 1 --jobs 2 --out 'a b' --memory-mb 4096 --threads 1"
    )


@pytest.mark.parametrize(
    ("ask", "fields"),
    [
        (BenchOptions("gap", Path("nowhere")), ["instances"]),
        (BenchOptions("gap", Path("nowhere"), instances=Path("missing")), ["instances"]),
        (BenchOptions("own", Path("nowhere")), ["instances"]),
        (BenchOptions("smoke", Path("nowhere"), plugins=["nowhere:make"]), ["plugin"]),
        (BenchOptions("smoke", Path("nowhere"), instances=Path()), ["instances"]),
        (
            BenchOptions("gap", Path("nowhere"), instances=Path(), formulations=["team-2"]),
            ["formulations"],
        ),
        (BenchOptions("smoke", Path("nowhere"), formulations=["teams", "x"]), ["formulation"] * 2),
        (BenchOptions("smoke", Path(__file__)), ["out"]),
    ],
)
def test_what_a_suite_does_not_take_is_refused(ask: BenchOptions, fields: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        runs_of(ask)
    assert [problem.field for problem in caught.value.problems] == fields
