"""``samehands lab``: what keeps it from starting, and that nothing is left when it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from samehands.cli import lab
from shell import call

pytest.importorskip("starlette", reason="no Starlette: pip install -e '.[lab]'")


def test_without_the_extra_one_sentence_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lab, "LIBRARIES", (*lab.LIBRARIES, "not_there_at_all"))
    ran = call("lab")
    assert ran.code == 2
    assert "needs not_there_at_all, not installed here: pip install 'samehands[lab]'" in ran.err


def test_whoever_can_be_reached_needs_a_token(tmp_path: Path) -> None:
    ran = call("lab", "--host", "0.0.0.0")
    assert ran.code == 2
    assert "0.0.0.0 can be reached from elsewhere; add --token-file" in ran.err
    short = tmp_path / "token.txt"
    for content in ("short", ""):
        short.write_text(content, encoding="utf-8")
        ran = call("lab", "--host", "0.0.0.0", "--token-file", short)
        assert ran.code == 2
        assert "holds no token of 16 characters or more" in ran.err
    assert "holds no token" in call("lab", "--token-file", tmp_path / "missing").err


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    ran = call("lab", tmp_path / "missing", "--host", "0.0.0.0")
    assert ran.code == 2
    assert "missing is not there" in ran.err and "--host" in ran.err


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = call("lab", "--port", str(taken.getsockname()[1]))
    assert ran.code == 2
    assert "cannot be listened at; take another --port" in ran.err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_leaves_nothing_behind(
    small: Path, tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-m", "samehands", "lab", str(small), "--port", "0", "--no-browser"]
    place = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        with urllib.request.urlopen(f"{address}agency", timeout=30) as answer:
            assert f"Loaded: {small.name}" in answer.read().decode()
        (folder,) = tmp_path.glob("samehands-lab-*")
        assert folder.stat().st_mode & 0o077 == 0
        process.send_signal(number)
        assert process.wait(30) == 0
        # Nobody is asked who came, and no page is logged.
        assert process.stderr.read() == ""
    assert [*tmp_path.glob("samehands-lab-*")] == []
