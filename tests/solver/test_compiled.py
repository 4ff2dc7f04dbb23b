"""Compiled loops: what is kept on disk never keeps a later version from running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

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
    environment = {**os.environ, "PYTHONPATH": str(folder)}
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
