"""Fairness: how evenly the load lies on the workers, and on groups of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from .facts import Facts
from .table import Definition, Floats, Measured, Measurements, floats, mean_by

_USED = "utilisation (minutes worked / regular minutes) over workers with regular minutes"
_STANDING = "standing minutes that a worker owns (what the clients need in a usual month)"
_CASES = "weighted caseload of a worker (the weights of the owned clients)"
_REGULAR = "over workers with regular minutes"

DEFINITIONS = (
    Definition(
        "utilisation_range",
        "fairness",
        "share",
        "low",
        f"Largest - least {_USED}.",
    ),
    Definition(
        "utilisation_sd",
        "fairness",
        "share",
        "low",
        f"Standard deviation (of the population) of {_USED}.",
    ),
    Definition(
        "utilisation_gini",
        "fairness",
        "index",
        "low",
        f"Gini coefficient of {_USED}: 0 if all are equal.",
    ),
    Definition(
        "utilisation_jain",
        "fairness",
        "index",
        "high",
        f"Jain's index (sum u)^2 / (n sum u^2) of {_USED}: 1 if all are equal.",
    ),
    Definition(
        "bilingual_gap",
        "fairness",
        "share",
        "even",
        "Mean utilisation of workers of two or more languages - mean utilisation of the others.",
    ),
    Definition(
        "office_gap",
        "fairness",
        "share",
        "low",
        "Largest - least mean utilisation of an office's workers.",
    ),
    Definition(
        "utilisation_by_language",
        "fairness",
        "share",
        "even",
        "Mean utilisation of the workers who speak a language, by language.",
    ),
    Definition(
        "clients_owned_by_language",
        "fairness",
        "clients",
        "even",
        "Mean number of clients owned by the workers who speak a language, by language.",
    ),
    Definition(
        "contact_share_sd",
        "fairness",
        "share",
        "low",
        "Standard deviation (of the population) of contact minutes / minutes worked, over workers "
        "who work.",
    ),
    Definition(
        "standing_minutes_range",
        "fairness",
        "minutes",
        "low",
        f"Largest - least {_STANDING}, {_REGULAR}.",
    ),
    Definition(
        "standing_minutes_gini",
        "fairness",
        "index",
        "low",
        f"Gini coefficient of the {_STANDING}, {_REGULAR}: 0 if all are equal.",
    ),
    Definition(
        "standing_minutes_by_unit",
        "fairness",
        "minutes",
        "even",
        f"Mean {_STANDING}, {_REGULAR}, by office and unit.",
    ),
    Definition(
        "standing_minutes_by_language",
        "fairness",
        "minutes",
        "even",
        f"Mean {_STANDING}, {_REGULAR}, by each language of theirs.",
    ),
    Definition(
        "caseload_range",
        "fairness",
        "cases",
        "low",
        f"Largest - least {_CASES}, {_REGULAR}.",
    ),
    Definition(
        "caseload_gini",
        "fairness",
        "index",
        "low",
        f"Gini coefficient of the {_CASES}, {_REGULAR}: 0 if all are equal.",
    ),
    Definition(
        "caseload_by_unit",
        "fairness",
        "cases",
        "even",
        f"Mean {_CASES}, {_REGULAR}, by office and unit.",
    ),
    Definition(
        "caseload_by_language",
        "fairness",
        "cases",
        "even",
        f"Mean {_CASES}, {_REGULAR}, by each language of theirs.",
    ),
)


def measure_fairness(facts: Facts) -> Measurements:
    """Measure how even the load is."""
    workers = facts.workers
    used = floats(workers["utilisation"])
    working = workers.filter(pl.col("load") > 0)
    contact_share = floats(working["contact_minutes"] / working["load"])
    speakers = workers.select(
        "utilisation", "owned", pl.col("languages").list.unique().alias("language")
    ).explode("language")
    return {
        "utilisation_range": [Measured(spread(used), used.size)],
        "utilisation_sd": [Measured(standard_deviation(used), used.size)],
        "utilisation_gini": [Measured(gini(used), used.size)],
        "utilisation_jain": [Measured(jain(used), used.size)],
        "bilingual_gap": [_bilingual_gap(workers)],
        "office_gap": [_office_gap(workers)],
        "utilisation_by_language": mean_by(speakers, "language", "utilisation", "language"),
        "clients_owned_by_language": mean_by(speakers, "language", "owned", "language"),
        "contact_share_sd": [Measured(standard_deviation(contact_share), contact_share.size)],
        **_owned(workers.filter(pl.col("capacity") > 0), "standing", "standing_minutes"),
        **_owned(workers.filter(pl.col("capacity") > 0), "caseload", "caseload"),
    }


def _owned(workers: pl.DataFrame, column: str, stem: str) -> Measurements:
    """Measure how evenly workers own, in the whole and by their units and languages."""
    loads = floats(workers[column])
    unit = pl.concat_str("office", "unit", separator=" ").str.strip_chars_end(" ")
    speakers = workers.with_columns(pl.col("languages").list.unique()).explode("languages")
    by_unit = mean_by(workers.with_columns(unit=unit), "unit", column, "unit")
    by_language = mean_by(speakers, "languages", column, "language")
    return {
        f"{stem}_range": [Measured(spread(loads), loads.size)],
        f"{stem}_gini": [Measured(gini(loads), loads.size)],
        f"{stem}_by_unit": by_unit,
        f"{stem}_by_language": by_language,
    }


def spread(loads: Sequence[float] | Floats) -> float | None:
    """Return the largest load minus the least, None without loads."""
    values = np.asarray(loads, dtype=np.float64)
    return float(values.max() - values.min()) if values.size else None


def standard_deviation(loads: Sequence[float] | Floats) -> float | None:
    """Return the standard deviation of the population of loads, None without loads."""
    values = np.asarray(loads, dtype=np.float64)
    return float(values.std()) if values.size else None


def gini(loads: Sequence[float] | Floats) -> float | None:
    """Return the Gini coefficient of loads.

    Parameters
    ----------
    loads : sequence of float
        Loads, none negative.

    Returns
    -------
    float or None
        From 0 (all equal, also if all are 0) to 1 - 1/n (one has it all); None without loads.
    """
    values = np.sort(_scaled(loads))
    n = values.size
    if not n:
        return None
    if values[-1] == 0:
        return 0.0
    ranks = 2 * np.arange(1, n + 1) - n - 1
    return max(0.0, float(ranks @ values / (n * values.sum())))


def jain(loads: Sequence[float] | Floats) -> float | None:
    """Return Jain's fairness index of loads.

    Parameters
    ----------
    loads : sequence of float
        Loads, none negative.

    Returns
    -------
    float or None
        From 1/n (one has it all) to 1 (all equal, also if all are 0); None without loads.
    """
    values = _scaled(loads)
    n = values.size
    if not n:
        return None
    squares = float(values @ values)
    return float(values.sum()) ** 2 / (n * squares) if squares else 1.0


def _scaled(loads: Sequence[float] | Floats) -> Floats:
    """Return loads as shares of the largest one, which keeps squares inside the range of floats."""
    values = np.asarray(loads, dtype=np.float64)
    top = values.max(initial=0.0)
    return values / top if top else values


def _bilingual_gap(workers: pl.DataFrame) -> Measured:
    regular = workers.filter(pl.col("utilisation").is_not_null())
    several = regular["languages"].list.n_unique() >= 2
    bilingual = floats(regular.filter(several)["utilisation"])
    others = floats(regular.filter(~several)["utilisation"])
    gap = float(bilingual.mean() - others.mean()) if bilingual.size and others.size else None
    return Measured(gap, regular.height)


def _office_gap(workers: pl.DataFrame) -> Measured:
    regular = workers.filter(pl.col("utilisation").is_not_null())
    means = [part.value for part in mean_by(regular, "office", "utilisation", "office")]
    known = [value for value in means if value is not None]
    return Measured(spread(known) if len(known) >= 2 else None, len(known))
