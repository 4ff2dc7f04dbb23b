"""Compiled code: nobody waits for it beyond a limit, and what is kept on disk harms no version."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from samehands.solver import Compiling, Event, Limits, SolveMonitor
from samehands.solver.compilation import CompiledCode, wait_for
from samehands.solver.compiled import find_cache_folder

_INSIDE = {"collect_units", "fix_units", "solve_fractional", "solve_knapsack"}

_IN_A_NEW_PROCESS = """
import sys
from numba.core.registry import CPUDispatcher
from samehands.solver import Limits, engine_names, find_engine
for name in engine_names():
    for code in find_engine(name).compiled_code():
        assert code.wait(Limits())
for name, module in sorted(sys.modules.items()):
    if name.startswith("samehands.solver."):
        for known, loop in sorted(vars(module).items()):
            if isinstance(loop, CPUDispatcher) and loop.__module__ == name:
                if "cpython" not in str(loop.targetoptions):
                    print(name, known, len(loop.signatures))
"""


def _ask(source: str, **environment: str) -> str:
    known = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment}
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", source], env=known, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_each_function_is_compiled_by_an_example_and_once() -> None:
    lines = [line.split() for line in _ask(_IN_A_NEW_PROCESS).splitlines()]
    assert len(lines) >= 15
    assert [line for line in lines if int(line[2]) > 1] == []
    # Where all comes from the disk, functions that Python calls in tests alone are part of others.
    assert {line[1] for line in lines if line[2] == "0"} <= _INSIDE


def test_nobody_waits_beyond_a_limit_or_a_cancel() -> None:
    release, cancel = threading.Event(), threading.Event()
    code = CompiledCode("a test", lambda: release.wait(20))
    assert not code.wait(Limits(seconds=0.2))
    assert not code.wait(Limits(), 0.1)
    cancel.set()
    assert not code.wait(Limits(cancel=cancel))
    assert not wait_for(code, SolveMonitor(Limits(seconds=0.2)))
    release.set()
    assert code.wait(Limits())
    assert wait_for(code, SolveMonitor(Limits()))


def test_a_function_that_cannot_be_compiled_is_an_error_with_its_name() -> None:
    def fail() -> None:
        raise TypeError("no such type")

    code = CompiledCode("a test", fail)
    with pytest.raises(RuntimeError, match="cannot compile: a test"):
        code.wait(Limits())


def test_an_event_says_that_code_is_being_compiled() -> None:
    release, said = threading.Event(), list[Event]()
    code = CompiledCode("a test", lambda: release.wait(20))
    code.note_compiling()
    monitor = SolveMonitor(Limits(seconds=0.3), said.append)
    assert not wait_for(code, monitor)
    release.set()
    assert [event.what for event in said if isinstance(event, Compiling)] == ["a test"]


_FIRST_SOLVE = """
from samehands.benchmarks.instances.drawn import generate_gap
from samehands.solver import Compiling, SolveOptions, find_engine, solve
said = []
problem = generate_gap("d", 10, 100, 1).to_problem()
answer = solve(problem, SolveOptions(engine="lagrangian", time_limit=10.0, on_event=said.append))
compiling = any(isinstance(event, Compiling) for event in said)
ready = [code.is_ready for code in find_engine("lagrangian").compiled_code()]
print(answer.objective, answer.bound, compiling, *ready)
"""


@pytest.mark.slow
def test_the_first_solve_of_a_machine_does_not_wait_for_what_it_compiles(tmp_path: Path) -> None:
    objective, bound, compiling, ready = _ask(_FIRST_SOLVE, NUMBA_CACHE_DIR=str(tmp_path)).split()
    assert int(objective) < 1.2 * int(bound)
    assert (compiling, ready) == ("True", "False")


def test_where_nothing_can_be_written_code_is_compiled_without_a_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(file))
    assert find_cache_folder() is None
    source = (
        "from samehands.solver.dual.row_bounds import CODE; from samehands.solver import Limits"
    )
    asked = f"{source}; from samehands.solver.compiled import CACHE_FOLDER as folder"
    said = _ask(f"{asked}; print(folder, CODE.wait(Limits()))", NUMBA_CACHE_DIR=str(file))
    assert said.split() == ["None", "True"]


def test_a_package_that_cannot_be_written_leaves_the_cache_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setattr("samehands.solver.compiled._PACKAGE", file)
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = find_cache_folder()
    assert folder is not None and folder.parent == tmp_path / ".cache" / "samehands"
    monkeypatch.setenv("HOME", str(file))
    assert find_cache_folder() is None


def test_machine_code_is_kept_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    folder = find_cache_folder()
    assert folder is not None and folder.parent == tmp_path


LOOP = """
from typing import NamedTuple
from samehands.solver.compiled import compiled


class {name}(NamedTuple):
    values: tuple[int, int]


@compiled
def total(of):
    return of.values[0] + {factor} * of.values[1]
"""


def test_a_loop_without_a_file_is_compiled_without_a_cache() -> None:
    names: dict[str, Any] = {"__name__": "nowhere"}
    exec(LOOP.format(name="Pair", factor=3), names)
    assert names["total"](names["Pair"]((1, 2))) == 7


def _run(folder: Path, name: str, factor: int) -> int:
    module = folder / "loops.py"
    module.write_text(LOOP.format(name=name, factor=factor))
    os.utime(module, (factor, factor))
    says = f"import loops; print(loops.total(loops.{name}((1, 2))))"
    environment = {**os.environ, "PYTHONPATH": str(folder), "NUMBA_CACHE_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", says],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_a_tuple_with_another_name_is_compiled_anew(tmp_path: Path) -> None:
    assert _run(tmp_path, "Desk", 10) == 21
    assert list(tmp_path.rglob("*.nbi"))
    assert _run(tmp_path, "AgentRows", 20) == 41
    assert _run(tmp_path, "AgentRows", 20) == 41
