"""The schedule of one worker: what is worked on when, and how often a task is taken up again.

With one late price the earliest due date attains the least overtime and lateness of every worker
at once (Jackson 1955 for one machine; here with releases, interruptible work and whole minutes). It
stops a task wherever a period ends, be it after one minute. So minutes are then exchanged between
periods: none has more than its capacity, nothing is worked on before its release, and as many
minutes are late by as much as before. The cost stays to the minute.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True, order=True)
class Job:
    """A piece of work of one worker; jobs sort by due, then client, then task.

    Parameters
    ----------
    due : int
        Last period on time; below 0 for what is overdue on arrival.
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


def schedule_by_due_date(
    jobs: Sequence[Job], capacity: Sequence[int]
) -> tuple[list[tuple[Job, int, int]], list[Job]]:
    """Schedule the jobs of one worker by earliest due date; work may stop at the end of a period.

    ``capacity`` holds the minutes of each period, overtime included. What is done when comes first,
    as (job, period, minutes); then the jobs that do not end inside the horizon.
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


Piece = tuple[Job, int, int]
"""A job, a period, and the minutes that the one has in the other."""

_MOST_PASSES = 3
_MOST_BITS = 4_000_000
_MOST_CUT = 8


def join_short_pieces(done: Sequence[Piece], capacity: Sequence[int], least: int) -> list[Piece]:
    """Return a schedule of the same cost that has fewer pieces shorter than they should be.

    A piece is what a period has of a job that lies over several. Where two periods have pieces of a
    job, one of them too short, the jobs that may lie in either are divided between the two anew:
    whole, or one of them cut into two pieces that are long enough. Where that cannot be, a job on
    time goes to the first period that has room for all of it.

    Parameters
    ----------
    done : sequence of (Job, int, int)
        The schedule, by earliest due date.
    capacity : sequence of int
        Minutes of each period, overtime included.
    least : int
        Minutes of a piece that is long enough.
    """
    if least <= 1:
        return list(done)
    schedule = _Schedule(done, capacity, least)
    for _ in range(_MOST_PASSES):
        short = sorted(schedule.short_pieces())
        if not sum([schedule.mend(job, period) for period, job in short]):
            break
    return schedule.pieces() if schedule.is_changed else list(done)


class _Schedule:
    """What each period has of each job, and the minutes it has left."""

    def __init__(self, done: Sequence[Piece], capacity: Sequence[int], least: int) -> None:
        self.is_changed = False
        self._least = least
        self._left = list(capacity)
        self._inside: list[dict[Job, int]] = [{} for _ in capacity]
        self._of: dict[Job, dict[int, int]] = defaultdict(dict)
        for job, period, minutes in done:
            self._of[job][period] = self._inside[period][job] = minutes
            self._left[period] -= minutes

    def pieces(self) -> list[Piece]:
        """Return the schedule in order of time, then of the jobs."""
        return [
            (job, period, jobs[job])
            for period, jobs in enumerate(self._inside)
            for job in sorted(jobs)
        ]

    def short_pieces(self) -> Iterator[tuple[int, Job]]:
        """Yield period and job of every piece that is too short."""
        for job, pieces in self._of.items():
            if len(pieces) > 1:
                yield from ((at, job) for at, one in pieces.items() if one < self._least)

    def mend(self, job: Job, period: int) -> bool:
        """Join the piece of a job in a period to others, if it can be; return whether it was."""
        pieces = self._of[job]
        if len(pieces) < 2 or pieces.get(period, self._least) >= self._least:
            return False
        pairs = [pair for pair in pairwise(sorted(pieces)) if period in pair]
        found = any(self._divide(job, *pair) for pair in pairs) or self._gather(job)
        self.is_changed |= found
        return found

    def _put(self, job: Job, period: int, minutes: int) -> None:
        self._left[period] += self._of[job].pop(period, 0) - minutes
        self._inside[period].pop(job, None)
        if minutes:
            self._of[job][period] = self._inside[period][job] = minutes

    def _gather(self, job: Job) -> bool:
        pieces = self._of[job]
        for period in range(job.release, job.due + 1) if max(pieces) <= job.due else ():
            if self._left[period] + pieces.get(period, 0) >= job.minutes:
                for each in [*pieces]:
                    self._put(job, each, 0)
                self._put(job, period, job.minutes)
                return True
        return False

    def _divide(self, job: Job, first: int, last: int) -> bool:
        """Divide the jobs that may change places with a job between two periods."""
        early, late = self._inside[first], self._inside[last]
        later = _count_later(job, first, last)
        # What is late in the later period already may be so with other minutes.
        some = [
            each
            for each in sorted({*early, *late})
            if each.release <= first
            and _count_later(each, first, last) == later
            and (not later or each in late or each.due < first)
        ]
        minutes = [early.get(each, 0) + late.get(each, 0) for each in some]
        at = some.index(job)
        if minutes[at] < min(self._least, job.minutes):
            return False
        before = sum(early.get(each, 0) for each in some)
        low = before if later else max(before - self._left[last], 0)
        most = min(before + self._left[first], sum(minutes))
        parts = _divide_minutes(minutes, low, most, self._least, at)
        for each, whole, part in zip(some, minutes, parts or (), strict=parts is not None):
            self._put(each, first, part)
            self._put(each, last, whole - part)
        return parts is not None


def _count_later(job: Job, first: int, last: int) -> int:
    """Return by how many periods a minute of a job is later in the second of two periods."""
    return max(last - job.due, 0) - max(first - job.due, 0)


def _divide_minutes(
    minutes: Sequence[int], low: int, most: int, least: int, at: int
) -> list[int] | None:
    """Return how many of the minutes of each job the earlier of two periods has; None if no way is
    found.

    Their sum is from ``low`` to ``most``, and as large as can be. No job is cut, or one, the one
    at ``at`` first of all, into two pieces of ``least`` minutes at least.
    """
    if len(minutes) * most > _MOST_BITS:
        return None
    whole = _choose(minutes, low, most)
    if whole is not None:
        return whole
    able = [each for each, one in enumerate(minutes) if one >= 2 * least and each != at]
    for cut in [at, *reversed(able)][:_MOST_CUT]:
        longest = minutes[cut] - least
        if longest < least:
            continue
        others = [*minutes[:cut], *minutes[cut + 1 :]]
        chosen = _choose(others, max(low - longest, 0), most - least)
        if chosen is not None:
            part = min(longest, most - sum(chosen))
            return [*chosen[:cut], part, *chosen[cut:]]
    return None


def _choose(minutes: Sequence[int], low: int, most: int) -> list[int] | None:
    """Return whole jobs whose sum is as large as can be from ``low`` to ``most``, the first rather
    than the last of them.

    Bit s of a number says whether the jobs so far can sum to s.
    """
    if most < low:
        return None
    mask = (1 << (most + 1)) - 1
    sums = list(accumulate(minutes, lambda reach, one: (reach | reach << one) & mask, initial=1))
    total = sums[-1].bit_length() - 1
    if total < low:
        return None
    chosen = [0] * len(minutes)
    for each in reversed(range(len(minutes))):
        if not sums[each] >> total & 1:
            chosen[each] = minutes[each]
            total -= minutes[each]
    return chosen
