"""The journal: what a restart reads, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import pytest

import samehands as sh
from desks import arrivals, small_agency, state_of
from draws import SHARE
from source_tree import ROOT


def _written(journal: Path, clients: int = 5) -> tuple[object, ...]:
    """Write some changes, and return what the desk is then."""
    with sh.IntakeDesk(*small_agency(), journal) as desk:
        for who, tasks in islice(arrivals(1), clients):
            desk.commit(who, tasks=tasks)
        desk.remove("c3")
        desk.absent("w1", 2)
        return state_of(desk)


def _again(journal: Path) -> tuple[object, ...]:
    with sh.IntakeDesk(*small_agency(), journal) as desk:
        return state_of(desk)


def test_a_restart_takes_up_where_it_was_left(tmp_path: Path) -> None:
    journal = tmp_path / "desk.jsonl"
    assert _again(journal) == state_of(sh.IntakeDesk(*small_agency()))
    left = _written(journal)
    assert _again(journal) == _again(journal) == left
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["journal"] == "samehands desk journal"
    assert {*lines[0]} == {"journal", "version", "instance", "policy", "plan", "crc32"}
    assert [line["op"] for line in lines[1:]] == ["commit"] * 5 + ["remove", "capacity"]
    assert [line["n"] for line in lines[1:]] == [1, 2, 3, 4, 5, 6, 7]


def test_a_torn_last_line_is_let_go_at_every_byte(tmp_path: Path) -> None:
    journal = tmp_path / "desk.jsonl"
    _written(journal)
    whole = journal.read_bytes()
    lines = whole.splitlines(keepends=True)
    before = len(whole) - len(lines[-1])
    journal.write_bytes(whole[:before])
    left = _again(journal)
    for end in range(before + 1, len(whole), 7):
        journal.write_bytes(whole[:end])
        assert _again(journal) == left
        assert journal.read_bytes() == whole[:before]
    # A power cut may leave a tail of zeros.
    journal.write_bytes(whole[:before] + b"\0" * 100)
    assert _again(journal) == left
    for end in (0, 1, len(lines[0]) - 1):
        journal.write_bytes(whole[:end])
        _again(journal)
        assert journal.read_bytes() == lines[0]


def test_anything_else_is_refused_with_its_line(tmp_path: Path) -> None:
    journal = tmp_path / "desk.jsonl"
    _written(journal)
    lines = journal.read_bytes().splitlines(keepends=True)
    third = lines[2].replace(b'"worker": "w', b'"worker": "v')
    assert third != lines[2]
    for changed, number in (
        ([*lines[:2], third, *lines[3:]], 3),
        ([*lines[:2], b"\n", *lines[2:]], 3),
        ([*lines[:2], b"{}\n", *lines[2:]], 3),
        ([*lines[:3], b"\xff\n", *lines[3:]], 4),
        ([*lines[:3], *lines[4:]], 4),
        ([*lines[:3], lines[2], *lines[3:]], 4),
        ([*lines[:-1], b"torn\n"], len(lines)),
        ([b"no journal\n"], 1),
        ([b"no journal"], 1),
        (lines[1:], 1),
    ):
        content = b"".join(changed)
        journal.write_bytes(content)
        with pytest.raises(sh.InputError, match=rf"file row {number}, desk\.jsonl"):
            _again(journal)
        assert journal.read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="there is no /dev")
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_journal(name: str) -> None:
    # What has no end would be read for ever.
    with pytest.raises(sh.InputError, match="is no file that lines can be kept in"):
        sh.IntakeDesk(*small_agency(), name)


def test_the_journal_of_another_plan_or_policy_is_refused(tmp_path: Path) -> None:
    journal = tmp_path / "desk.jsonl"
    _written(journal)
    instance, policy, plan = small_agency()
    other = policy.without("caseload")
    for question, names in (
        ((instance, other, replace(plan, policy=other)), "policy"),
        ((instance, policy, replace(plan, work=plan.work.reverse())), "plan"),
    ):
        with pytest.raises(sh.InputError, match=f"belongs to another {names}"):
            sh.IntakeDesk(*question, journal)


def test_one_desk_at_a_time_and_none_after_its_end(tmp_path: Path) -> None:
    journal = tmp_path / "desk.jsonl"
    with sh.IntakeDesk(*small_agency(), journal, sync=True) as desk:
        with pytest.raises(sh.InputError, match="another desk writes to this journal"):
            _again(journal)
        desk.absent("w0", 1)
        desk.sync()
    with pytest.raises(sh.InputError, match="the desk is closed"):
        desk.absent("w0", 2)
    assert desk.changes == 1


_STREAM = """
import os, sys
sys.path[:0] = sys.argv[2:]
import samehands as sh
from desks import arrivals, small_agency

def say(line):
    os.write(1, line.encode() + b"\\n")

for moment in range(int(sys.argv[1])):
    desk = sh.IntakeDesk(*small_agency(), f"{moment}.jsonl")
    child = os.fork()
    if not child:
        say(f"begun {os.getpid()}")
        for who, tasks in arrivals(7):
            made = desk.commit(desk.place(who, tasks))
            # Said only once the call has returned.
            say(f"{made.client} {made.worker}")
    desk.close()
    os.waitpid(child, 0)
    say("ended .")
"""


def _kill_in_streams(folder: Path, moments: int) -> Iterator[dict[str, str]]:
    """Begin streams of placements one after the other, kill each, and yield what it had said."""
    support = ROOT / "tests" / "support"
    folders = [str(support), *(str(support / name) for name in ("draw", "oracle", "doubles"))]
    code = [sys.executable, "-W", "ignore", "-c", _STREAM, str(moments), *folders]
    with subprocess.Popen(code, stdout=subprocess.PIPE, cwd=folder) as streams:
        assert streams.stdout is not None
        for moment in range(moments):
            said = [streams.stdout.readline().decode().split() for _ in range(1)]
            wanted = Random(moment).randrange(1, 400)
            said += [streams.stdout.readline().decode().split() for _ in range(wanted)]
            os.kill(int(said[0][1]), signal.SIGKILL)
            while said[-1][0] != "ended":
                said.append(streams.stdout.readline().decode().split())
            assert len(said) >= wanted + 2
            yield dict((client, worker) for client, worker in said[1:-1])


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_process_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    moments = 50 if SHARE == 1 else 5
    for moment, committed in enumerate(_kill_in_streams(tmp_path, moments)):
        with sh.IntakeDesk(*small_agency(), tmp_path / f"{moment}.jsonl") as desk:
            placed = desk.placed()
        assert committed.items() <= placed.items()
        # At most the one whose answer nobody saw.
        assert len(placed) <= len(committed) + 1
