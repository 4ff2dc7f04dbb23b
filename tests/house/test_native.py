"""The two native solver libraries must be loadable by one process, in either order."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("first", "second"),
    [("highspy", "ortools.sat.python.cp_model"), ("ortools.sat.python.cp_model", "highspy")],
)
def test_import_in_either_order(first: str, second: str) -> None:
    command = [sys.executable, "-c", f"import {first}, {second}"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
