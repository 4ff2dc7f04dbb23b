"""Who may ask, and how much they may send; nothing is kept, and nothing is said in logs."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from lab_pages import ADDRESS, Opened
from samehands.lab import Workspace, create_app
from samehands.lab.pages import NAVIGATION
from samehands.lab.safety import LARGEST, REPORT_POLICY, Access

TOKEN = "a token of the tests"


@pytest.fixture
def remote() -> Iterator[TestClient]:
    """Return a lab that is reached from elsewhere."""
    access = Access("0.0.0.0", TOKEN)
    with TestClient(create_app(Workspace(), access), base_url="http://10.1.2.3:8137") as client:
        yield client


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8137", "", "127.0.0.1.evil.example", "a@b", "10.1.2.3"]
)
def test_no_other_host_reaches_the_lab(empty: Opened, host: str) -> None:
    answer = empty.client.get("/agency", headers={"host": host})
    assert answer.status_code == 400
    assert empty.access.form_token not in answer.text


@pytest.mark.parametrize("host", ["localhost:8137", "127.0.0.1:9", "[::1]:8137"])
def test_this_machine_has_several_names(empty: Opened, host: str) -> None:
    assert empty.client.get("/agency", headers={"host": host}).status_code == 200


def _buttons(lab: Opened) -> list[str]:
    routes = [each for each in lab.client.app.routes if isinstance(each, Route)]
    paths = [each.path for each in routes if "POST" in (each.methods or ())]
    filled = [re.sub(r"\{\w+\}", "1", path) for path in paths]
    return [path for path in filled if path != "/enter"]


def test_no_button_works_without_its_token(opened: Opened) -> None:
    buttons = _buttons(opened)
    assert len(buttons) >= 6
    for path in buttons:
        assert opened.client.post(path, data={"do": "save"}).status_code == 403
        assert opened.client.post(path, data={"token": "wrong"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_no_button_works_from_another_page(opened: Opened, headers: dict[str, str]) -> None:
    data = {"token": opened.access.form_token}
    answer = opened.client.post("/scenarios/1/remove", data=data, headers=headers)
    assert answer.status_code == 403
    allowed = {"origin": ADDRESS, "sec-fetch-site": "same-origin"}
    answer = opened.client.post(
        "/scenarios/1/remove", data=data, headers=allowed, follow_redirects=False
    )
    assert answer.status_code == 303


def test_too_much_is_refused_before_it_is_read(opened: Opened) -> None:
    headers = {"content-length": str(LARGEST + 1)}
    answer = opened.client.post("/agency/upload", headers=headers, content=b"")
    assert answer.status_code == 413
    assert "At most 64 MB" in answer.text


def test_what_does_not_say_how_long_it_is_is_refused(opened: Opened) -> None:
    answer = opened.client.post("/agency/upload", content=iter([b"x"]))
    assert answer.status_code == 411


@pytest.mark.parametrize("path", [*(address for _, address in NAVIGATION), "/nothing"])
def test_every_page_forbids_what_is_not_its_own(opened: Opened, path: str) -> None:
    answer = opened.client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<style|<script>| style=| on\w+=", answer.text)
    assert not re.search(r"""(src|href|action)=["']?(https?:)?//""", answer.text)


def test_a_report_that_is_shown_whole_may_run_nothing() -> None:
    assert "script-src" not in REPORT_POLICY and "default-src 'none'" in REPORT_POLICY
    assert "sandbox" in REPORT_POLICY and "allow-scripts" not in REPORT_POLICY


def test_from_elsewhere_the_token_opens_a_session(remote: TestClient) -> None:
    assert remote.get("/agency").status_code == 401
    assert remote.get("/static/lab.css").status_code == 200
    wrong = remote.post("/enter", data={"given": "guess"})
    assert wrong.status_code == 403
    assert "not the token" in wrong.text
    entered = remote.post("/enter", data={"given": TOKEN}, follow_redirects=False)
    assert entered.status_code == 303
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert TOKEN not in cookie
    assert remote.get("/agency").status_code == 200


def test_from_elsewhere_a_name_can_be_turned_and_an_address_cannot(remote: TestClient) -> None:
    remote.post("/enter", data={"given": TOKEN})
    assert remote.get("/agency", headers={"host": "evil.example"}).status_code == 400
    assert remote.get("/agency", headers={"host": "10.9.9.9:8137"}).status_code == 200


def test_a_cookie_of_another_is_no_session(remote: TestClient) -> None:
    assert remote.get("/agency", headers={"cookie": "samehands=guess"}).status_code == 401
    assert remote.get("/agency", headers={"cookie": "samehands="}).status_code == 401


def test_an_error_says_nothing_of_the_lab_and_the_log_nothing_of_people(
    opened: Opened, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(number: int) -> None:
        raise ValueError("the client c-secret is missing")

    monkeypatch.setattr(opened.workspace, "question", fail)
    with caplog.at_level(logging.DEBUG):
        answer = opened.client.get("/standard")
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert "secret" not in caplog.text
    assert "ValueError at" in caplog.text
