"""A small folder of tables, and a plan for it, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from shell import QUICK, call
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
