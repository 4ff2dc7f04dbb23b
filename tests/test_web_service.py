"""The service of docs/web-service.md, as it stands there: JSON in, JSON out."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest

from agencies import agency
from samehands.audit import check
from samehands.model.instance import Instance
from samehands.model.io.read import read
from samehands.planning import Result
from samehands.planning.result import require_plan
from source_tree import ROOT
from tables import client as client_row
from tables import instance_of, task, worker

# FastAPI is a development tool of this project, not a part of it.
TestClient: Any = pytest.importorskip(
    "fastapi.testclient", reason="FastAPI is not installed"
).TestClient

PAGE = (ROOT / "docs" / "web-service.md").read_text(encoding="utf-8")
STANDARDS = ("client-based", "team-2", "hybrid", "task-based")


@pytest.fixture
def service() -> Iterator[Any]:
    """Return somebody who calls the service of the page."""
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    scope: dict[str, Any] = {"__name__": "service"}
    exec(compile(code, "service.py", "exec", dont_inherit=True), scope)
    with TestClient(scope["app"]) as caller:
        yield caller
    scope["pool"].shutdown(cancel_futures=True)


def _data(instance: Instance, **policy: object) -> dict[str, object]:
    """Return an instance as a caller sends it: the object of its JSON file."""
    tables = {name: instance.table(name).to_dicts() for name in ("clients", "workers", "tasks")}
    calendar = instance.calendar.model_dump(mode="json", exclude_none=True)
    return {**tables, "calendar": calendar, "policy": policy}


def _small() -> Instance:
    return instance_of(
        [client_row("c1", worker="w1"), client_row("c2", worker="w1"), client_row("c3")],
        [worker("w1", minutes=[100]), worker("w2", minutes=[100])],
        [task("t1", "c1", minutes=80), task("t2", "c2", minutes=60), task("t3", "c3", minutes=20)],
        periods=1,
    )


def test_four_solves_at_once(service: Any) -> None:
    instance = _data(_small())
    asked = [
        service.post("/solves", json={"instance": instance, "formulation": name})
        for name in STANDARDS
    ]
    assert [answer.status_code for answer in asked] == [202] * 4
    for name, answer in zip(STANDARDS, asked, strict=True):
        place = f"/solves/{answer.json()['solve']}"
        got = service.get(place, params={"wait": 60})
        assert (got.status_code, got.headers["content-type"]) == (200, "application/json")
        result = Result.from_json(got.text)
        assert (result.status, result.formulation) == ("optimal", name.partition("-2")[0])
        assert check(_small(), require_plan(result)) == []
        assert result.to_json() == got.text == service.get(place).text


def test_what_is_fixed_stays(service: Any) -> None:
    question = {"instance": _data(_small()), "fixed": {"owners": {"c3": "w1"}}}
    name = service.post("/solves", json=question).json()["solve"]
    result = Result.from_json(service.get(f"/solves/{name}", params={"wait": 60}).text)
    assert result.policy.moves.fixed_owners == {"c3": "w1"}
    wrong = {**question, "fixed": {"owners": {"c9": "w1"}}}
    name = service.post("/solves", json=wrong).json()["solve"]
    refused = service.get(f"/solves/{name}", params={"wait": 60})
    assert refused.status_code == 422
    assert "no client has the id 'c9'" in refused.json()["detail"][0]["message"]


def test_a_solve_that_is_cancelled_returns_the_best_plan_it_had(service: Any) -> None:
    # No engine proves the optimum of this team within minutes.
    instance = agency("intensive", seed=1)
    question = {"instance": _data(instance), "formulation": "team-2", "time_limit": 600}
    for wait in (1, 3, 9, 27):
        name = service.post("/solves", json=question).json()["solve"]
        assert service.get(f"/solves/{name}", params={"wait": wait}).status_code == 202
        stopped = service.delete(f"/solves/{name}")
        assert service.get(f"/solves/{name}").status_code == 404
        result = Result.from_json(stopped.text, instance)
        assert (stopped.status_code, result.limit) == (200, "interrupted")
        # On a busy machine a solve may be cancelled before it has anything.
        if result.has_plan:
            break
    assert check(instance, require_plan(result)) == []


def test_a_wrong_question_is_told_all_that_is_wrong_with_it(service: Any) -> None:
    data = cast("Any", _data(_small(), moves={"limit": -1}, overtme={}))
    data["clients"][1]["worker"] = "w9"
    data["tasks"][0]["minutes"] = "long"
    refused = service.post("/solves", json={"instance": data})
    assert refused.status_code == 422
    faults = {(one["table"], one["row"], one["field"]) for one in refused.json()["detail"]}
    assert faults == {
        ("clients", 2, "worker"),
        ("tasks", 1, "minutes"),
        ("policy", None, "moves.limit"),
        ("policy", None, "overtme"),
    }
    refused = service.post(
        "/solves", json={"instance": _data(_small()), "engine": "cpsat", "time_limit": 0}
    )
    assert [one["field"] for one in refused.json()["detail"]] == ["engine", "time_limit"]
    assert service.post("/solves", json={}).status_code == 422


def test_callers_do_not_wait_for_each_other(service: Any) -> None:
    """Many callers at once, each with a thread of its own, all get their own answer."""
    found: dict[str, Result] = {}

    def ask(name: str) -> None:
        question = {"instance": _data(_small()), "formulation": name}
        place = f"/solves/{service.post('/solves', json=question).json()['solve']}"
        found[name] = Result.from_json(service.get(place, params={"wait": 60}).text)

    callers = [threading.Thread(target=ask, args=(name,)) for name in STANDARDS]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert {name: one.formulation for name, one in found.items()} == {
        name: name.partition("-2")[0] for name in STANDARDS
    }
    instance, _ = read(_data(_small()))
    assert all(check(instance, require_plan(one)) == [] for one in found.values())
