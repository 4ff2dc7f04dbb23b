"""Processes of this machine that solve: told to stop they stop, and they end with their parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection, wait

_STOPPED = threading.Event()
"""Set in a worker once its parent wants no more, or is gone."""


def stop_event() -> threading.Event:
    """Return the event that tells the solves of a worker to stop."""
    return _STOPPED


class WorkerProcesses:
    """An executor whose running calls can be told to stop.

    Every worker holds the reading end of one pipe. Nothing is ever written to it: that its other
    end is closed, by hand or because the parent was killed, is the message.

    Parameters
    ----------
    number : int
        Processes.
    """

    def __init__(self, number: int) -> None:
        # Engines hold threads, which a forked process would not survive.
        spawn = multiprocessing.get_context("spawn")
        self._ears, self._mouth = spawn.Pipe(duplex=False)
        self.executor = ProcessPoolExecutor(
            number, mp_context=spawn, initializer=_listen, initargs=(self._ears,)
        )

    def stop(self) -> None:
        """Ask every solve to stop and to keep its best plan."""
        self._mouth.close()

    def close(self) -> None:
        """End all workers at once: what they had to give has been taken, or is not waited for."""
        self.stop()
        mine = dict(getattr(self.executor, "_processes", None) or {})
        self.executor.shutdown(wait=False, cancel_futures=True)
        for process in mine.values():
            process.kill()
        for process in mine.values():
            process.join()
        self.executor.shutdown(wait=True)
        self._ears.close()


def _listen(ears: Connection) -> None:
    """Leave Ctrl-C to the parent, and heed what it says."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_heed, args=(ears,), daemon=True).start()


def _heed(ears: Connection) -> None:
    parent = multiprocessing.parent_process()
    wait([ears] if parent is None else [ears, parent.sentinel])
    _STOPPED.set()
    if parent is not None:
        parent.join()
        os._exit(1)
