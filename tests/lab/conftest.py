"""A lab without an agency, and one with the small agency of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="no Starlette: pip install -e '.[lab]'")

from starlette.testclient import TestClient

from lab_pages import ADDRESS, Opened
from samehands.lab import Workspace, create_app
from samehands.lab.safety import Access
from tables import csv_folder


@pytest.fixture
def empty() -> Iterator[Opened]:
    """Return a lab without an agency."""
    workspace, access = Workspace(), Access()
    with TestClient(create_app(workspace, access), base_url=ADDRESS) as client:
        yield Opened(client, workspace, access)
    assert not workspace.folder.exists()


@pytest.fixture
def opened(empty: Opened, tmp_path: Path) -> Opened:
    """Return a lab with the small agency of the tests."""
    assert empty.workspace.load(csv_folder(tmp_path / "small"), name="small") is not None
    return empty
