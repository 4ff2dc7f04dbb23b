"""``samehands desk``: JSON lines, and the service; both as other systems see them."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import samehands as sh
from desks import small_agency
from samehands.intake.protocol import OPERATIONS, answer_line
from samehands.planning.solve import solve
from shell import call
from source_tree import ROOT, needs_source

Answer = dict[str, Any]
CLIENT = {"id": "n1", "office": "Main", "language": "Spanish", "programs": ["CalFresh"]}
TASK = {"id": "n1-a", "program": "CalFresh", "kind": "intake", "minutes": 70, "release": 1}
TASKS = [{**TASK, "due": 4, "contact": True}]
REQUESTS: list[Answer] = [
    {"op": "place", "id": 1, "client": CLIENT, "tasks": TASKS},
    {"op": "commit", "id": "two", "client": CLIENT, "tasks": TASKS, "worker": "w3"},
    {"op": "commit", "id": 3, "client": CLIENT, "tasks": TASKS},
    {"op": "absent", "worker": "w1", "periods": 2},
    {"op": "capacity", "worker": "w2", "minutes": [100, 100, 100, 100, 100]},
    {"op": "remove", "client": "c3"},
    {"op": "placed"},
    {"op": "sync"},
    {"op": "plan"},
]


def _agency(folder: Path) -> list[str]:
    """Write the small agency and its plan; return the arguments that name them."""
    instance, policy, _ = small_agency()
    sh.write(folder / "agency", instance, policy)
    result = solve(instance, policy, engine="least-loaded", time_limit=None)
    sh.save_result(result, folder / "begun.json")
    journal = str(folder / "desk.jsonl")
    return [str(folder / "agency"), "--plan", str(folder / "begun.json"), "--journal", journal]


def _ask(
    monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str], lines: Sequence[str]
) -> tuple[int, list[Answer]]:
    text = "".join(f"{line}\n" for line in lines).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    ran = call("desk", *arguments)
    return ran.code, [json.loads(line) for line in ran.out.splitlines()]


def test_lines_in_and_lines_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = _agency(tmp_path)
    code, answers = _ask(monkeypatch, arguments, [json.dumps(each) for each in REQUESTS])
    assert code == 0
    assert [each["ok"] for each in answers] == [True, True, False] + [True] * 6
    assert [each["id"] for each in answers[:4]] == [1, "two", 3, None]
    assert answers[0]["answer"]["worker"] in {"w1", "w3", "w5"}
    assert answers[1]["answer"]["worker"] == "w3"
    assert "there is a client of this id already" in answers[2]["error"]["message"]
    assert answers[6]["answer"] == {"placed": {"n1": "w3"}, "changes": 4}
    plan = sh.Plan.from_dict(answers[8]["answer"])
    assert "n1" in plan.owners["client"].to_list()
    assert "c3" not in plan.owners["client"].to_list()
    # A restart goes on where it was.
    code, again = _ask(monkeypatch, arguments, ['{"op": "placed"}'])
    assert (code, again[0]["answer"]) == (0, {"placed": {"n1": "w3"}, "changes": 4})


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("nonsense", "must be one JSON object on a line"),
        ("[1]", "must be one JSON object on a line"),
        ("[" * 100_000, "must be one JSON object on a line"),
        ('{"op": "plcae"}', "did you mean 'place'?"),
        ("{}", "unknown operation; the operations are place, commit"),
        ('{"op": "place"}', "request, client: missing"),
        ('{"op": "place", "client": 3, "tasks": []}', "must be a Client or a table of fields"),
        ('{"op": "place", "client": {}, "tasks": 3}', "request, tasks"),
        ('{"op": "remove", "client": ["c1"]}', "request, client"),
        ('{"op": "absent", "worker": "w1", "periods": "all"}', "request, periods"),
        ('{"op": "absent", "worker": "w1", "periods": [true]}', "request, periods"),
        ('{"op": "capacity", "worker": "w1", "minutes": 1.5}', "request, minutes"),
        ('{"op": "placed", "colour": "red"}', "colour"),
        ('{"op": "remove", "client": "\\ud800"}', "no client"),
        ('{"op": "absent", "worker": "w1", "periods": []}', "names no period"),
        ('{"op": "placed", "x": 1}', "unknown field 'x'; no fields belong here"),
        # What is no JSON must not come back as an answer.
        ('{"op": "placed", "id": NaN}', "request, id: nan is not right; it must be a text or"),
        ('{"op": "placed", "id": 1e400}', "request, id: inf is not right"),
    ],
)
def test_a_wrong_line_is_answered_and_changes_nothing(line: str, says: str) -> None:
    desk = sh.IntakeDesk(*small_agency())
    answer = json.loads(answer_line(desk, line.encode()))
    assert answer["ok"] is False
    assert answer["error"]["kind"] == "InputError"
    assert says in answer["error"]["message"]
    assert desk.changes == 0


def test_http_without_the_extra_says_how_to_install_it(
    tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samehands.cli.desk._LIBRARIES", ("not_there_at_all",))
    journal = tmp_path / "journal"
    ran = call("desk", small, "--journal", journal, "--http")
    assert ran.code == 2 and not journal.exists()
    assert "needs not_there_at_all, not installed here: pip install 'samehands[lab]'" in ran.err


def test_a_plan_is_made_and_kept_where_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = _agency(tmp_path)
    own = [arguments[0], *arguments[3:], "--engine", "least-loaded"]
    for _ in range(2):
        code, answers = _ask(monkeypatch, own, ['{"op": "placed"}'])
        assert (code, answers[0]["ok"]) == (0, True)
    assert (tmp_path / "desk.jsonl.plan.json").exists()


def test_a_journal_of_another_plan_ends_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = _agency(tmp_path)
    (tmp_path / "desk.jsonl").write_text("no journal\n", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    ran = call("desk", *arguments)
    assert ran.code == 2 and "desk.jsonl" in ran.err
    assert "Traceback" not in ran.err


def _service(desk: sh.IntakeDesk) -> Any:
    testing: Any = pytest.importorskip(
        "starlette.testclient", reason="no Starlette: pip install -e '.[lab]'"
    )
    from samehands.cli.desk_service import create_service

    return testing.TestClient(create_service(desk, "a-token"), base_url="http://127.0.0.1:8138")


KNOWN = {"Authorization": "Bearer a-token"}


def test_the_service_does_what_the_lines_do() -> None:
    desk = sh.IntakeDesk(*small_agency())
    caller = _service(desk)
    for asked in REQUESTS:
        fields = {name: value for name, value in asked.items() if name not in ("op", "id")}
        other = json.loads(answer_line(sh.IntakeDesk(*small_agency()), json.dumps(asked).encode()))
        got = caller.post(f"/{asked['op']}", json=fields, headers=KNOWN)
        if asked["op"] == "place":
            assert got.json() == other["answer"]
        assert got.status_code == (422 if asked.get("id") == 3 else 200)
        assert got.headers["cache-control"] == "no-store"
    assert desk.placed() == {"n1": "w3"}


def test_the_service_hears_this_machine_and_the_token_alone() -> None:
    desk = sh.IntakeDesk(*small_agency())
    caller = _service(desk)
    for headers, status in (
        ({}, 401),
        ({"Authorization": "Bearer other"}, 401),
        ({**KNOWN, "Host": "evil.example"}, 400),
        ({**KNOWN, "Host": "127.0.0.1.evil.example"}, 400),
        ({**KNOWN, "Origin": "http://evil.example"}, 403),
    ):
        got = caller.post("/absent", json={"worker": "w1", "periods": 1}, headers=headers)
        assert (got.status_code, got.json()["error"]["kind"]) == (status, "InputError")
    assert caller.get("/openapi.json", headers={"Host": "evil.example"}).status_code == 400
    assert desk.changes == 0
    large = caller.post("/place", content=b" " * (2**20 + 1), headers=KNOWN)
    assert large.status_code == 413
    assert caller.post("/place", content=b"{", headers=KNOWN).status_code == 400
    assert caller.post("/plcae", json={}, headers=KNOWN).status_code == 404
    other = caller.get("/place", headers=KNOWN)
    assert (other.status_code, other.json()["error"]["kind"]) == (405, "InputError")
    listed = caller.post("/place", content=b"[1]", headers=KNOWN).json()["error"]
    assert "request: a list is not right" in listed["message"]
    for number in range(6):
        desk.capacity(f"w{number}", 0)
    got = caller.post("/commit", json={"client": CLIENT, "tasks": TASKS}, headers=KNOWN)
    assert (got.status_code, got.json()["error"]["kind"]) == (409, "NoPlanError")


def test_the_description_names_every_operation_and_its_models() -> None:
    caller = _service(sh.IntakeDesk(*small_agency()))
    told = caller.get("/openapi.json").json()
    assert {*told["paths"]} == {f"/{name}" for name in OPERATIONS}
    schemas = told["components"]["schemas"]
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(told)))
    assert named <= set(schemas)
    assert set(schemas["PlaceRequest"]["properties"]) == {"client", "tasks"}
    assert "language" in schemas["PlaceRequest"]["properties"]["client"]["properties"]
    answer = caller.post("/place", json={"client": CLIENT, "tasks": TASKS}, headers=KNOWN).json()
    assert set(answer["candidates"][0]) == set(schemas["Candidate"]["properties"])


def test_what_is_asked_and_answered_is_as_described() -> None:
    schema: Any = pytest.importorskip("jsonschema", reason="no jsonschema here")
    caller = _service(sh.IntakeDesk(*small_agency()))
    told = caller.get("/openapi.json").json()

    def faults(described: Answer, value: object) -> list[str]:
        whole = {**described, "components": told["components"]}
        return [each.message for each in schema.Draft202012Validator(whole).iter_errors(value)]

    wrong: list[Answer] = [
        *({"op": "remove", "client": "ghost"}, {"op": "placed", "x": 1}, {"op": "place"}),
        {"op": "commit", "client": {**CLIENT, "id": "n2", "programs": ["None"]}},
        {"op": "capacity", "worker": "w2", "minutes": "all"},
    ]
    statuses: set[int] = set()
    for asked in (*REQUESTS, *wrong):
        fields = {name: value for name, value in asked.items() if name not in ("op", "id")}
        described = told["paths"][f"/{asked['op']}"]["post"]
        got = caller.post(f"/{asked['op']}", json=fields, headers=KNOWN)
        statuses.add(got.status_code)
        body = described["responses"][str(got.status_code)]["content"]["application/json"]
        assert faults(body["schema"], got.json()) == []
        if got.status_code == 200:
            request = described["requestBody"]["content"]["application/json"]["schema"]
            assert faults(request, fields) == []
    assert statuses == {200, 409, 422}


def _run_lines(script: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the commands of a script in this process, and return what the last one wrote."""
    for name, text in re.findall(
        r"^cat > (\S+) <<'END'\n(.*?)^END$", script, re.DOTALL | re.MULTILINE
    ):
        Path(name).write_text(text, encoding="utf-8")
    out = ""
    for given, words, source, sink in _LINE.findall(script):
        text = Path(source).read_bytes() if source else f"{given}\n".encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        ran = call(*words.split())
        assert ran.code == 0, ran.err
        out = ran.out
        if sink:
            Path(sink).write_text(out, encoding="utf-8")
    return out


_LINE = re.compile(
    r"^(?:echo '(.*)' \| )?samehands ([^<>\n]*?)(?: < (\S+))?(?: > (\S+))?$", re.MULTILINE
)
"""A command of the page, with what it reads and where it writes to."""


@needs_source
def test_the_examples_of_the_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "intake.md").read_text(encoding="utf-8")
    blocks = re.findall(r"<!-- run -->\n```(sh|python)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert [kind for kind, _ in blocks] == ["sh", "python"]
    subprocess.run(["bash", "-n"], input=blocks[0][1], text=True, check=True)
    assert len(_LINE.findall(blocks[0][1])) == blocks[0][1].count("samehands ") == 4
    monkeypatch.chdir(tmp_path)
    placed = json.loads(_run_lines(blocks[0][1], monkeypatch))
    assert list(placed["answer"]["placed"]) == ["n1"] and placed["answer"]["changes"] == 2
    answers = Path("answers.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["ok"] for line in answers] == [True] * 3
    exec(compile(blocks[1][1], "intake.md", "exec", dont_inherit=True), {"__name__": "page"})
    assert "n2: w" in capsys.readouterr().out
