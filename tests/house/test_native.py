"""The native solver libraries: loadable by one process in either order, and right."""

from __future__ import annotations

import subprocess
import sys

import highspy
import pytest


@pytest.mark.parametrize(
    ("first", "second"),
    [("highspy", "ortools.sat.python.cp_model"), ("ortools.sat.python.cp_model", "highspy")],
)
def test_import_in_either_order(first: str, second: str) -> None:
    command = [sys.executable, "-c", f"import {first}, {second}"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_highs_finds_the_optimum_of_a_small_integer_program() -> None:
    """Version 1.14.0 gives 15 and calls it optimal: https://github.com/ERGO-Code/HiGHS/issues/3043."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    x = highs.addVariable(lb=0, ub=10)
    z = highs.addVariable(lb=0, ub=10, type=highspy.HighsVarType.kInteger)
    highs.addConstr(x + z >= 4.5)
    highs.minimize(2 * x + 3 * z)
    assert round(highs.getInfo().objective_function_value, 6) == 9
