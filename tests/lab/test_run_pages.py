"""Pages of runs, comparisons and explanations, on one lab whose runs have been answered."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="no Starlette: pip install -e '.[lab]'")

from starlette.testclient import TestClient

from lab_pages import ADDRESS, Opened
from lab_processes import answered_at_hand
from patient_questions import patient
from samehands.explanation import Explanation
from samehands.lab import Workspace, create_app
from samehands.lab.safety import Access
from samehands.scenarios import Reform
from tables import csv_folder

_PATIENCE = 240.0
_CAP = Reform("cap 1", [{"set": "caseload.cap", "to": 1}])


def _text(lab: Opened, path: str) -> str:
    answer = lab.client.get(path)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def _wait(lab: Opened, number: int) -> None:
    run, ends = lab.workspace.runs.find(number), time.monotonic() + _PATIENCE
    assert run is not None
    while not run.is_over:
        assert time.monotonic() < ends
        time.sleep(0.05)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Return a lab in which two scenarios were solved (1, 2) and one explained (3)."""
    workspace = Workspace()
    workspace.load(csv_folder(tmp_path_factory.mktemp("lab") / "small"), command="small")
    number = workspace.add(_CAP)
    access = Access()
    with TestClient(create_app(workspace, access), base_url=ADDRESS) as client:
        opened = Opened(client, workspace, access)
        asked = {"scenario": ["0", f"{number}"], "limit": "600", "engine": "least-loaded"}
        with answered_at_hand():
            assert opened.press("/runs", asked) == "/runs"
            assert opened.press("/why-not", {"scenario": f"{number}", "limit": "600"}) == "/runs/3"
            _wait(opened, 3)
        yield opened


def test_the_page_of_a_run_says_how_it_ended_and_how_to_do_the_same(lab: Opened) -> None:
    page = _text(lab, "/runs/1")
    assert '<span id="words" role="status" tabindex="-1">Done: ' in page
    assert (
        "samehands solve small --time-limit 600 --engine least-loaded --out baseline.json" in page
    )
    assert 'href="/compare?run=1"' in page and "/runs/1/stop" not in page
    assert "policy.toml" not in page
    scenario = _text(lab, "/runs/2")
    assert "--policy cap-1.toml" in scenario and "--start run-1.json" in scenario
    policy = lab.client.get("/runs/2/policy.toml")
    assert policy.headers["content-disposition"] == 'attachment; filename="cap-1.toml"'
    assert "cap = 1" in policy.text


def test_events_end_with_the_run_and_hold_what_the_page_shows(lab: Opened) -> None:
    told = lab.client.get("/runs/1/events")
    assert told.headers["content-type"].startswith("text/event-stream")
    (line,) = (line for line in told.text.splitlines() if line)
    data = json.loads(line.removeprefix("data: "))
    assert data["over"] is True
    page = _text(lab, "/runs/1")
    assert set(data["parts"]) == {"words", "clock", "buttons", "live"}
    assert all(html in page for html in data["parts"].values())


def test_all_runs_are_listed_with_the_newest_first(lab: Opened) -> None:
    page = _text(lab, "/runs")
    places = [page.index(f'id="run-{number}"') for number in (3, 2, 1)]
    assert places == sorted(places)
    assert "3: explain cap 1" in page and "not everything can be done on time" in page


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"scenario": "0", "limit": "0"}, "is not a time limit; give seconds from 1 to 86,400"),
        ({"scenario": "0", "limit": "much"}, "is not a time limit"),
        ({"limit": "5"}, "no scenario is ticked; tick one or more"),
        ({"scenario": "0", "limit": "5", "engine": "best"}, "unknown engine"),
    ],
)
def test_what_cannot_be_run_is_said(lab: Opened, fields: dict[str, str], says: str) -> None:
    assert says in lab.press("/runs", {"engine": "auto", **fields}, status=422)


@pytest.mark.parametrize(
    "path",
    [
        *("/runs/9", "/runs/0", "/runs/x", "/runs/9/events", "/compare?run=9", "/compare?run=3"),
        *("/compare/plan?run=3", "/compare/plan", "/why-not/1", "/why-not/9"),
    ],
)
def test_what_is_not_there_is_not_found(lab: Opened, path: str) -> None:
    assert lab.client.get(path).status_code == 404


def test_buttons_want_the_token_and_something_to_act_on(lab: Opened) -> None:
    assert lab.client.post("/runs/1/stop", data={"token": "guessed"}).status_code == 403
    for path in ("/runs/9/stop", "/why-not/3/ways/99", "/why-not/3/ways/0"):
        lab.press(path, status=404)
    lab.press("/runs", {"scenario": "7", "limit": "5", "engine": "auto"}, status=404)
    # A run that has ended stays as it is.
    assert lab.press("/runs/1/stop") == "/runs/1"
    assert "Done: " in _text(lab, "/runs/1")


def test_results_stand_side_by_side_under_their_own_names(lab: Opened) -> None:
    page = _text(lab, "/compare?run=2&run=1")
    assert "What does baseline cost more than cap 1" in page
    assert "In quantities" in page and "How sure." in page
    assert 'style="' not in page
    chosen = _text(lab, "/compare")
    assert chosen.count('type="checkbox"') == 2
    alone = _text(lab, "/compare?run=1")
    assert "What is the best hybrid plan, and how good is it?" in alone


def test_an_explanation_is_taken_away(lab: Opened) -> None:
    assert "why not, cap 1 (run 3)" in _text(lab, "/take-away")
    assert "no plan keeps all the rules" in _text(lab, "/take-away/3/report-internal.html")
    assert Explanation.from_json(_text(lab, "/take-away/3/result.json")).verdict == "infeasible"
    assert lab.client.get("/take-away/1,3/report-internal.html").status_code == 404


def test_a_comparison_waits_for_its_runs(opened: Opened) -> None:
    queue = opened.workspace.runs
    first, second = (
        queue.submit(patient(Path("no")), opened.workspace.question(0)[0]) for _ in "ab"
    )
    address = f"/compare?run={first.number}&run={second.number}"
    page = opened.page(address)
    (part,) = [each for each in page.all("div") if each.attributes.get("id") == "runs"]
    assert part.attributes["data-then"] == address
    assert part.attributes["data-events"] == f"/runs/events?run={first.number}&run={second.number}"
    for each in (second, first):
        each.stop()
    _wait(opened, first.number)
    # One was taken out before it began, and no result of it ever comes.
    words = opened.page(address).words()
    assert "they cannot be compared" in words and "Stopped before it began" in words
    told = opened.client.get(part.attributes["data-events"]).text
    assert '"over": true' in told


def test_a_click_on_a_worker_or_a_client_tells_who_what_when_and_why(lab: Opened) -> None:
    plan = _text(lab, "/compare/plan?run=1")
    assert '<a href="/compare/plan?run=1&amp;worker=w1">w1</a>' in plan
    worker = _text(lab, "/compare/plan?run=1&worker=w1")
    assert "Day by day" in worker and '<a href="/compare/plan?run=1&amp;client=c1">c1</a>' in worker
    assert 'href="/compare/plan?run=2&amp;worker=w1"' in worker
    client = _text(lab, "/compare/plan?run=1&client=c1")
    assert "Why no other owner" in client
    assert "samehands plan small run-1.json --client c1" in client
    unknown = lab.client.get("/compare/plan?run=1&client=c9")
    assert unknown.status_code == 422 and "c9" in unknown.text


def test_a_way_out_becomes_a_scenario_that_can_be_run(lab: Opened) -> None:
    page = _text(lab, "/why-not/3")
    assert "caseload.cap = 2" in page
    number = int(lab.press("/why-not/3/ways/1").removeprefix("/scenarios/"))
    scenario = lab.workspace.scenarios[number]
    assert scenario.name == "cap 1, with cap"
    # The way out decides the cap anew; what it replaces is not in the scenario any more.
    assert [change.words() for change in scenario.changes] == ["caseload.cap = 2"]
    again = int(lab.press("/why-not/3/ways/1").removeprefix("/scenarios/"))
    assert lab.workspace.scenarios[again].name == "cap 1, with cap 2"
    assert "cap 1, with cap" in _text(lab, "/runs")


def test_other_tables_are_set_beside_those_of_the_baseline(lab: Opened) -> None:
    hired = Reform("one more", [{"add_fte": 1, "office": "north", "program": "CalFresh"}])
    number = lab.workspace.add(hired)
    asked = {"scenario": f"{number}", "limit": "600", "engine": "least-loaded"}
    assert lab.press("/runs", asked) == "/runs/4"
    _wait(lab, 4)
    # No policy says it, so no command does; and it begins from no plan of other tables.
    page = _text(lab, "/runs/4")
    assert "samehands solve" not in page and "add_fte" in page and "policy.toml" not in page
    beside = _text(lab, "/compare?run=1&run=4")
    assert "one more" in beside and "sh.set_beside(instance, policy, baseline, reforms)" in beside
    refused = lab.client.get("/compare?run=2&run=4")
    assert refused.status_code == 422
    assert "choose a run of the baseline, too" in refused.text


def test_pages_that_follow_runs_do_not_keep_a_lab_open(empty: Opened) -> None:
    empty.workspace.runs.is_closing.set()
    told = empty.client.get("/runs/events")
    assert (told.status_code, told.text) == (200, "")
