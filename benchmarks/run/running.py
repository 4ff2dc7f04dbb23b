"""One run under way, as the runner sees it: its process, its messages, its limits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from tempfile import mkstemp

import psutil
from pydantic import ValidationError

from ..record import RunSpec
from .outcome import (
    ORDER,
    Answered,
    Compiling,
    Finding,
    Improved,
    Loaded,
    Message,
    Order,
    RunLog,
    message_from_line,
)
from .processes import (
    MARKER,
    descendants,
    end_group,
    end_marked,
    has_ended,
    resident_mb,
    starved,
)

MAKING = 900.0
"""Most seconds for reading or generating an instance, the start of the process included, and for
compiling a function and what comes after it."""
CHECKING = 900.0
"""Most seconds for lifting, audit and metrics, after the engine has stopped."""
ENDING = 10.0
"""Most seconds for a process to end after its last message."""

_LAST_WORDS = 600
_LOOK_AROUND = 1.0
"""Seconds between two searches for processes that the run has started."""
_THREADS = ("OMP_NUM_THREADS", "POLARS_MAX_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS")


@dataclass(frozen=True)
class Rules:
    """What holds for every run of a runner.

    Parameters
    ----------
    plugins : tuple of str
        Where further engines come from.
    grace : float or None
        Seconds that an engine may take beyond its time limit; None for 10 and half the limit.
    """

    plugins: tuple[str, ...] = ()
    grace: float | None = None

    def patience(self, limit: float) -> float:
        """Return the seconds after which an engine hangs."""
        return limit + (10.0 + limit / 2 if self.grace is None else self.grace)


class Running:
    """A run in a process, a session and a group of its own.

    Parameters
    ----------
    spec : RunSpec
        The run.
    mark : str
        What its processes carry in their environment, unlike any other's.
    rules : Rules
        What holds for every run.
    """

    def __init__(self, spec: RunSpec, mark: str, rules: Rules) -> None:
        self.spec = spec
        self.log = RunLog(datetime.now(UTC).isoformat(timespec="seconds"))
        self._mark = mark
        self._patience = rules.patience(spec.options.time_limit)
        self._began = time.monotonic()
        self._deadline = self._began + MAKING
        self._starved = starved()
        self._rest = b""
        self._others: list[psutil.Process] = []
        self._looked = self._began
        self._words = _nameless_file()
        self.pipe, write = os.pipe()
        os.set_blocking(self.pipe, False)
        try:
            self._process = self._start(write)
        finally:
            os.close(write)
        # Not waited for, it is there at least as a name, even if it has ended at once.
        self._seen = psutil.Process(self._process.pid)
        self._order(rules.plugins)

    @property
    def taken(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self._began

    def receive(self) -> bool:
        """Take in what it has told since; return whether it may tell more."""
        while (chunk := self._chunk()) is not None:
            if not chunk:
                return False
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            for line in lines:
                # Whoever falls over may write anything anywhere, our pipe included.
                with suppress(ValidationError):
                    self._note(message_from_line(line))
        return True

    def is_over(self) -> bool:
        """Whether its process has ended, or the run is beyond a limit and must be closed."""
        if has_ended(self._process.pid):
            return True
        self._weigh()
        late = time.monotonic() > self._deadline
        if self.log.finding is not None:
            return late
        if self.log.peak_mb > self.spec.options.memory_mb:
            self.log.ended_for = "memory"
        elif late:
            self.log.ended_for = "hung"
        return self.log.ended_for is not None

    def close(self) -> RunLog:
        """Kill what is left of the run and return what is known of it."""
        self.log.seconds = self.taken
        hungry = starved() > self._starved
        # Before it is waited for, the id of the process can mean nobody else.
        end_group(self._process.pid)
        code = self._process.wait()
        end_marked(self._mark)
        self.receive()
        if self.log.finding is None and self.log.ended_for is None:
            killed = code == -signal.SIGKILL
            self.log.ended_for = "memory" if hungry and killed else "crashed"
        self.log.last_words = self._last_words(code)
        os.close(self.pipe)
        os.close(self._words)
        return self.log

    def _last_words(self, code: int) -> str:
        how = f"ended with exit code {code}"
        if code < 0:
            how = f"was killed by {signal.Signals(-code).name}"
        size = os.lseek(self._words, 0, os.SEEK_END)
        data = os.pread(self._words, _LAST_WORDS, max(size - _LAST_WORDS, 0))
        words = data.decode("utf-8", errors="replace").strip()
        return f"the process {how}" + (f"; its last words: {words}" if words else "")

    def _start(self, write: int) -> subprocess.Popen[bytes]:
        module = f"{__package__}.run_process"
        command = [sys.executable, "-P", "-m", module, str(os.getpid()), str(write)]
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._words,
            pass_fds=(write,),
            env=self._environment(),
            start_new_session=True,
        )

    def _environment(self) -> Mapping[str, str]:
        threads = dict.fromkeys(_THREADS, str(self.spec.options.threads))
        return {**os.environ, **threads, "PYTHONHASHSEED": "0", MARKER: self._mark}

    def _order(self, plugins: tuple[str, ...]) -> None:
        known = replace(self.spec, best_known=None, best_bound_known=None)
        order = Order(known, plugins)
        stdin = self._process.stdin
        assert stdin is not None
        # A process that died at once takes no orders; its end is seen soon enough.
        with suppress(BrokenPipeError):
            stdin.write(ORDER.dump_json(order))
            stdin.close()

    def _chunk(self) -> bytes | None:
        """Return what is in the pipe: None if nothing is, empty if nothing will ever be."""
        try:
            return os.read(self.pipe, 65536)
        except BlockingIOError:
            return None

    def _note(self, message: Message) -> None:
        now, log = time.monotonic(), self.log
        match message:
            case Loaded():
                log.loaded = message
                self._deadline = now + self._patience
            case Compiling():
                log.compiled, self._deadline = True, now + MAKING
            case Improved():
                log.trace.append(message.point)
            case Answered():
                self._deadline = now + CHECKING
            case Finding():
                log.finding = message
                self._deadline = now + ENDING

    def _weigh(self) -> None:
        now, leader = time.monotonic(), self._process.pid
        if now - self._looked > _LOOK_AROUND:
            self._looked = now
            self._others = descendants(leader)
        held = resident_mb([self._seen, *self._others])
        self.log.peak_mb = max(self.log.peak_mb, held)


def _nameless_file() -> int:
    """Return the descriptor of a new file that is gone when it is closed."""
    handle, name = mkstemp()
    os.unlink(name)
    return handle
