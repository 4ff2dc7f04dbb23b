"""What is taken away is what commands and Python make of the same, and holds together."""

from __future__ import annotations

import io
import re
import runpy
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from html_page import accessibility_faults, parsed
from lab_pages import ADDRESS, Opened
from lab_processes import answered_at_hand
from samehands import (
    Reform,
    audit_result,
    load_result,
    read,
    read_policy,
    read_scenarios,
)
from samehands.lab import Workspace, create_app
from samehands.lab.safety import REPORT_POLICY, Access
from shell import call
from tables import csv_folder
from workbooks import sheets_of

NAMES = ("baseline", "anyone may")
VERSIONS = ("public", "internal")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder to work in, with the tables in it."""
    folder = tmp_path_factory.mktemp("taken")
    csv_folder(folder / "small")
    # As commands and lines name them.
    (folder / "home").mkdir()
    (folder / "home" / "maria").symlink_to(folder)
    return folder


@pytest.fixture(scope="module")
def lab(folder: Path) -> Iterator[Opened]:
    """Return a lab in which the baseline and a scenario have been solved."""
    workspace, access = Workspace(), Access()
    with TestClient(create_app(workspace, access), base_url=ADDRESS) as client:
        workspace.load(folder / "small", command="home/maria/small")
        workspace.add(Reform(NAMES[1], [{"formulation": "task-based"}], "And if anyone may?"))
        workspace.add(Reform("one worker less", [{"leave": ["w2"]}]))
        opened = Opened(client, workspace, access)
        asked = {"scenario": ["0", "1", "2"], "limit": "20", "engine": "least-loaded"}
        with answered_at_hand():
            opened.press("/runs", asked)
            limit = time.monotonic() + 60
            while not all(run.is_over for run in workspace.runs) and time.monotonic() < limit:
                time.sleep(0.05)
        assert [run.has_result for run in workspace.runs] == [True, True, True]
        yield opened


def test_all_that_is_offered_is_there_and_named_for_what_it_is(lab: Opened) -> None:
    page = lab.page("/take-away")
    links = [each.attributes for each in page.all("a") if "download" in each.attributes]
    assert len(links) == 3 * 5 + 2 * 4 + 5 + 2 + 1
    for link in links:
        answer = lab.client.get(link["href"])
        assert answer.status_code == 200, link
        ending = Path(link["href"].partition("?")[0]).suffix
        assert re.search(rf'filename="[a-z0-9-]+{ending}"', answer.headers["content-disposition"])
    # One of several links of a table says which it is.
    said = [link["aria-label"] for link in links if "aria-label" in link]
    assert len(said) == len(set(said)) == 23


def test_a_public_report_names_nobody(lab: Opened) -> None:
    public = lab.client.get("/take-away/1,2/report-public.html").text
    internal = lab.client.get("/take-away/1,2/report-internal.html").text
    assert accessibility_faults(parsed(public)) == accessibility_faults(parsed(internal)) == []
    assert "not for publication" in internal and "not for publication" not in public
    assert re.search(r"\bw1\b", internal) and not re.search(r"\bw1\b", public)
    assert all(name in public for name in NAMES)
    # What was typed names a worker who leaves, and tables that lie in somebody's folder.
    leaver = [lab.client.get(f"/take-away/3/report-{version}.html").text for version in VERSIONS]
    assert [bool(re.search(r"\bw2\b", text)) for text in leaver] == [False, True]
    assert "home/maria" not in public + internal
    headers = lab.client.get("/take-away/1/report-public.html").headers
    assert headers["content-security-policy"] == REPORT_POLICY


def test_only_the_internal_workbook_has_the_plans(lab: Opened) -> None:
    sheets = {
        version: sheets_of(lab.client.get(f"/take-away/1/workbook-{version}.xlsx").content)
        for version in VERSIONS
    }
    assert "owners" in sheets["internal"] and "owners" not in sheets["public"]


def test_changed_tables_are_set_beside_the_baseline(lab: Opened) -> None:
    page = lab.client.get("/take-away/1,2,3/report-internal.html").text
    assert "one worker less" in page and "What follows from 2 reforms" in page
    sheets = sheets_of(lab.client.get("/take-away/1,2,3/workbook-internal.xlsx").content)
    # Each plan is for its own tables.
    plans = sheets["owners"].group_by("plan").len().rows()
    assert sorted(name for name, _ in plans) == sorted((*NAMES, "one worker less"))


def test_a_result_is_one_that_the_audit_believes(lab: Opened, folder: Path) -> None:
    file = folder / "taken.json"
    file.write_bytes(lab.client.get("/take-away/1/result.json").content)
    instance, _ = read(folder / "small")
    assert audit_result(instance, load_result(file, instance)).violations == []
    assert call("audit", folder / "small", file).code == 0


def test_files_are_read_back(lab: Opened, folder: Path) -> None:
    instance, policy = read(folder / "small")
    again = read(io.BytesIO(lab.client.get("/take-away/tables.xlsx").content))
    assert again[0].to_dict() == instance.to_dict() and again[1] == policy
    file = folder / "scenarios.toml"
    file.write_bytes(lab.client.get("/scenarios.toml").content)
    assert read_scenarios(file, instance, policy).reforms == (*lab.workspace.scenarios.values(),)
    for number in (0, 1):
        file = folder / f"policy-{number}.toml"
        file.write_bytes(lab.client.get(f"/scenarios/{number}/policy.toml").content)
        assert read_policy(file, instance) == lab.workspace.question(number)[1]


def test_the_script_does_what_was_done(
    lab: Opened,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    script = folder / "session.py"
    script.write_bytes(lab.client.get("/session.py").content)
    shown = "\n".join(each.text for each in lab.page("/take-away").all("code"))
    assert script.read_text() in shown
    monkeypatch.chdir(folder)
    results = runpy.run_path(str(script))["results"]
    answers = [run.result for run in lab.workspace.runs]
    assert list(results) == [*NAMES, "one worker less"]
    for answer, result in zip(answers, results.values(), strict=True):
        assert answer is not None
        assert (result.status, result.policy) == (answer.status, answer.policy)
        assert result.objective == answer.objective
    assert NAMES[1] in capsys.readouterr().out


@pytest.mark.parametrize(
    "path",
    [
        "/take-away/4/report-public.html",
        "/take-away/1,x/report-public.html",
        "/take-away/1/report-secret.html",
        "/take-away/1,2/result.json",
        "/scenarios/3/policy.toml",
    ],
)
def test_what_is_not_there_is_said(lab: Opened, path: str) -> None:
    assert "There is no such page" in lab.page(path, 404).words()


def test_before_anything_is_loaded_it_says_what_to_do(empty: Opened) -> None:
    page = empty.page("/take-away")
    assert "Nothing has been solved yet" in page.words()
    for path in ("/take-away/tables.xlsx", "/scenarios.toml", "/session.py"):
        empty.page(path, 404)


def test_the_lines_beside_a_page_run(
    lab: Opened, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    (folder / "scenarios.toml").write_bytes(lab.client.get("/scenarios.toml").content)
    pages = ("/agency", "/agency/description", "/standard?caseload.cap=9", "/scenarios/1")
    for path in pages:
        (details,) = [
            each for each in lab.page(path).all("details") if each.attributes.get("class") == "call"
        ]
        *commands, python = [each.text for each in details.all("code")]
        script = folder / "lines.py"
        script.write_text(python.replace("time_limit=60", "time_limit=4"), encoding="utf-8")
        assert "policy" in runpy.run_path(str(script))
        for line in commands:
            words = line.replace("--time-limit 60", "--time-limit 4").split()
            assert words[0] == "samehands"
            assert call(*words[1:]).code == 0
