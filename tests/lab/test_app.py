"""Pages answer, and refusals are readable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("starlette", reason="no Starlette: pip install -e '.[lab]'")

from starlette.testclient import TestClient

from samehands.lab import Workspace, create_app
from samehands.lab.pages import NAVIGATION


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Workspace()), base_url="http://127.0.0.1:8137") as opened:
        yield opened


@pytest.mark.parametrize("path", [address for _, address in NAVIGATION])
def test_every_page_answers_and_says_where_it_is(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert f'<a href="{path}" aria-current="page">' in answer.text


def test_a_page_that_is_not_there_is_said_in_words(client: TestClient) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
