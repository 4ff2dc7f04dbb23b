"""A small folder of tables, a plan for it, and results of a suite, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from shell import QUICK, SMOKE, Ran, call
from tables import csv_folder


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small instance."""
    return csv_folder(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def solved(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the client-based plan of the small instance."""
    file = tmp_path_factory.mktemp("solved") / "plan.json"
    ran = call("solve", small, "--formulation", "client-based", *QUICK, "--out", file)
    assert ran.code == 0, ran.err
    return file


@pytest.fixture(scope="session")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    """Return the folder with the results of a suite, which stays as it is, and what was told."""
    folder = tmp_path_factory.mktemp("smoke") / "results"
    return folder, call(*SMOKE, "--out", folder)
