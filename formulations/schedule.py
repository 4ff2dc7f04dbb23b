"""Earliest due date: which worker works on what in which period.

With one late price the earliest due date attains the least overtime and lateness of every worker
at once (Jackson 1955 for one machine; here with releases, interruptible work and whole minutes).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Job:
    """A piece of work of one worker; jobs sort by due, then client, then task.

    Parameters
    ----------
    due : int
        Last period on time.
    client : int
        Row of the client.
    task : int
        Row of the task; -1 for switching minutes.
    release : int
        First period in which it may be worked on.
    minutes : int
        Minutes it takes.
    """

    due: int
    client: int
    task: int
    release: int
    minutes: int


def earliest_due_date(
    jobs: Sequence[Job], capacity: Sequence[int]
) -> tuple[list[tuple[Job, int, int]], list[Job]]:
    """Schedule jobs by earliest due date; work may stop at the end of a period and go on.

    Parameters
    ----------
    jobs : sequence of Job
        The jobs of one worker.
    capacity : sequence of int
        Minutes of each period, overtime included.

    Returns
    -------
    work : list of (Job, period, minutes)
        What is done when.
    unfinished : list of Job
        Jobs that do not end inside the horizon.
    """
    coming = sorted(
        (job for job in jobs if job.minutes > 0), key=lambda job: (job.release, job), reverse=True
    )
    ready: list[tuple[Job, int]] = []
    work: list[tuple[Job, int, int]] = []
    for period, minutes in enumerate(capacity):
        while coming and coming[-1].release <= period:
            job = coming.pop()
            heapq.heappush(ready, (job, job.minutes))
        while ready and minutes > 0:
            job, left = ready[0]
            spent = min(left, minutes)
            work.append((job, period, spent))
            minutes -= spent
            if spent == left:
                heapq.heappop(ready)
            else:
                heapq.heapreplace(ready, (job, left - spent))
    return work, [job for job, _ in ready] + coming
