"""Confidence intervals of means over replications, by Student's t."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from pydantic import computed_field

from ..planning.written import Fields

LEVEL = 0.95
"""How often such an interval holds the true mean."""


class Estimate(Fields):
    """A mean over replications with its interval.

    Attributes
    ----------
    mean : float or None
        None where there is nothing to measure.
    half_width : float or None
        Half of the interval; None with fewer than two replications.
    replications : int
        Those in which there was something to measure.
    """

    mean: float | None
    half_width: float | None
    replications: int

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def low(self) -> float | None:
        """The lower end."""
        if self.mean is None or self.half_width is None:
            return None
        return self.mean - self.half_width

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def high(self) -> float | None:
        """The upper end."""
        if self.mean is None or self.half_width is None:
            return None
        return self.mean + self.half_width

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of zero."""
        return self.low is not None and self.high is not None and self.low * self.high > 0


def estimate(values: Sequence[float | None]) -> Estimate:
    """Return the mean of independent values and half the width of its interval.

    mean +- t(0.975, n - 1) s / sqrt(n), with the standard deviation s of n values.

    Parameters
    ----------
    values : sequence of float or None
        One a replication; None where there was nothing to measure.

    Examples
    --------
    >>> found = estimate([1.0, 2.0, 3.0])
    >>> round(found.half_width, 3)
    2.484
    """
    known = [each for each in values if each is not None]
    if not known:
        return Estimate(mean=None, half_width=None, replications=0)
    count = len(known)
    mean = math.fsum(known) / count
    if count == 1:
        return Estimate(mean=mean, half_width=None, replications=1)
    spread = math.sqrt(math.fsum((each - mean) ** 2 for each in known) / (count - 1))
    half = _quantile(count - 1) * spread / math.sqrt(count)
    return Estimate(mean=mean, half_width=half, replications=count)


def estimate_difference(values: Sequence[float | None], others: Sequence[float | None]) -> Estimate:
    """Return the mean of differences between replications that met the same world."""
    return estimate(
        [
            None if one is None or other is None else one - other
            for one, other in zip(values, others, strict=True)
        ]
    )


@cache
def _quantile(freedom: int) -> float:
    """Return the quantile of Student's t that leaves (1 - LEVEL) / 2 above it."""
    from scipy.stats import t

    return float(t.ppf((1 + LEVEL) / 2, freedom))
