"""How long the rest of a benchmark will take, judged by the runs that are done."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean

from .record import Record
from .spec import RunSpec


class Estimate:
    """Learns from records what runs of their kind take.

    Parameters
    ----------
    records : iterable of Record
        What is known before the first run.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._seen: dict[tuple[str, ...], list[float]] = {}
        for record in records:
            self.learn(record)

    def learn(self, record: Record) -> None:
        """Take note of a run."""
        for names in _likenesses(record.engine, record.formulation, record.group):
            self._seen.setdefault(names, []).append(record.seconds.get("total", 0.0))

    def expected(self, spec: RunSpec) -> float:
        """Return the seconds that a run will take: what runs like it took, else its time limit."""
        for names in _likenesses(spec.engine, spec.formulation, spec.instance.group):
            if names in self._seen:
                return fmean(self._seen[names])
        return spec.options.time_limit

    def left(
        self, waiting: Iterable[RunSpec], running: Iterable[tuple[RunSpec, float]], jobs: int
    ) -> float:
        """Return the seconds until everything is done.

        Parameters
        ----------
        waiting : iterable of RunSpec
            Runs that have not begun.
        running : iterable of (RunSpec, float)
            Runs under way, with the seconds they have taken so far.
        jobs : int
            Runs at a time.
        """
        work = sum(map(self.expected, waiting))
        work += sum(max(self.expected(spec) - taken, 0.0) for spec, taken in running)
        return work / jobs


def _likenesses(engine: str, formulation: str | None, group: str) -> list[tuple[str, ...]]:
    """Return what runs may have in common, from the most to the least telling."""
    standard = formulation or ""
    return [(engine, standard, group), (engine, standard), (engine,)]
