"""What a simulation says, and the form in which it is written."""

from __future__ import annotations

from typing import ClassVar

import polars as pl
from pydantic import computed_field

from ..planning.written import AnswerAsForm, Fields, LeftOut, Sizes
from .intervals import Estimate
from .parameters import SimulationParameters


class Figure(Fields):
    """A figure of one standard.

    Attributes
    ----------
    figure, of : str
        Its name, and the kind of work or the program it is of; empty for all.
    estimate : Estimate
        Over the replications. No mean where open work grows without end, and so would the figure.
    """

    figure: str
    of: str
    estimate: Estimate


class Month(Fields):
    """One month of one standard, over the replications.

    Attributes
    ----------
    month : int
        Counted from 1, after the warm-up.
    figure : str
        What is told (see ``samehands.simulation.SERIES``).
    estimate : Estimate
        Over the replications.
    """

    month: int
    figure: str
    estimate: Estimate


class StandardRun(Fields):
    """What months were like under one standard.

    Attributes
    ----------
    scenario, standard : str
        Which.
    grows : bool
        Whether open work grows without end, so that waits have no mean: the interval of its growth
        lies above 1 % of a month's minutes per month.
    figures : tuple of Figure
        What they were like.
    months : tuple of Month
        Month by month.
    """

    scenario: str
    standard: str
    grows: bool
    figures: tuple[Figure, ...]
    months: tuple[Month, ...]

    def figure(self, name: str, of: str = "") -> Estimate | None:
        """Return a figure, None where it was not measured."""
        for each in self.figures:
            if (each.figure, each.of) == (name, of):
                return each.estimate
        return None


class Difference(Fields):
    """A figure of a standard less that of the first standard, replication by replication.

    Attributes
    ----------
    scenario, standard, than : str
        The standard, and the one that is taken off.
    figure, of : str
        The figure.
    estimate : Estimate
        Of the paired differences.
    """

    scenario: str
    standard: str
    than: str
    figure: str
    of: str
    estimate: Estimate

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def is_real(self) -> bool:
        """Whether the interval excludes zero."""
        return self.estimate.excludes_zero


class Simulation(AnswerAsForm):
    """Months of an agency under several standards that meet the same world.

    Attributes
    ----------
    instance : Sizes
        Sizes of the instance.
    instance_sha256 : str
        Its fingerprint.
    left_out : int
        Clients of offices in which nobody works: they are not simulated.
    months, replications, seed : int
        How long, how often (those that were run), and the seed.
    plan : str
        ``monthly`` where a standard has its owners planned each month, else ``none``.
    time_limit : float or None
        Seconds for all plans; None where each ended by itself, or there was none.
    stopped_by : str
        ``precision``, ``replications`` or ``interrupted``.
    parameters : SimulationParameters
        Every figure that the tables and the policy do not say.
    runs : tuple of StandardRun
        By scenario and standard.
    differences : tuple of Difference
        Of each standard to the first of its scenario.
    """

    instance: Sizes
    instance_sha256: str
    left_out: int
    months: int
    replications: int
    seed: int
    plan: str
    time_limit: float | None
    stopped_by: str
    parameters: SimulationParameters
    runs: tuple[StandardRun, ...]
    differences: tuple[Difference, ...]

    kind: ClassVar[str] = "simulation"
    large: ClassVar[LeftOut] = {"runs": {"__all__": {"months": True}}}

    def run(self, standard: str, scenario: str | None = None) -> StandardRun:
        """Return the run of a standard, of the first scenario unless told otherwise.

        Raises
        ------
        KeyError
            If there is none.
        """
        for each in self.runs:
            if each.standard == standard and scenario in (None, each.scenario):
                return each
        raise KeyError(standard)

    def to_polars(self) -> pl.DataFrame:
        """Return the time series: one row per scenario, standard, month and figure."""
        rows = [
            (
                *(run.scenario, run.standard, each.month, each.figure),
                *(each.estimate.mean, each.estimate.low, each.estimate.high),
            )
            for run in self.runs
            for each in run.months
        ]
        columns = {
            "scenario": pl.String, "standard": pl.String, "month": pl.Int64, "figure": pl.String,
            "mean": pl.Float64, "low": pl.Float64, "high": pl.Float64,
        }  # fmt: skip
        return pl.DataFrame(rows, schema=columns, orient="row")
