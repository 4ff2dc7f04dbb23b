"""Indices of continuity: how much of one client's work is in the same hands.

Each function takes the workers of one client, one per task or contact, in their order. N is their
number, M the number of distinct ones and n_i what worker i did. An index that needs two contacts is
None below two, never 1; the others are None without any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log2

import polars as pl

SLACK = 0.1
"""What MMCI adds to N, so that its denominator is never zero."""


def distinct_workers(workers: Sequence[str]) -> int | None:
    """Return the number of distinct workers M."""
    return len(set(workers)) or None


def switches(workers: Sequence[str]) -> int | None:
    """Return the number of contacts with another worker than the contact before."""
    if len(workers) < 2:
        return None
    return sum(before != after for before, after in pairwise(workers))


def upc(workers: Sequence[str]) -> float | None:
    """Return the share of the usual worker: max n_i / N."""
    return max(Counter(workers).values()) / len(workers) if workers else None


def upc_owner(workers: Sequence[str], owner: str | None) -> float | None:
    """Return the share of the named owner: n_owner / N, and 0 where nobody is named."""
    return sum(worker == owner for worker in workers) / len(workers) if workers else None


def hhi(workers: Sequence[str]) -> float | None:
    """Return the Herfindahl index: the sum of (n_i / N) squared."""
    return _squares(workers) / len(workers) ** 2 if workers else None


def coc(workers: Sequence[str]) -> float | None:
    """Return the Bice-Boxerman index: (sum of n_i squared - N) / (N (N - 1))."""
    n = len(workers)
    return (_squares(workers) - n) / (n * (n - 1)) if n >= 2 else None


def secon(workers: Sequence[str]) -> float | None:
    """Return the share of contacts with the same worker as the contact before."""
    n = len(workers)
    same = sum(before == after for before, after in pairwise(workers))
    return same / (n - 1) if n >= 2 else None


def k_index(workers: Sequence[str]) -> float | None:
    """Return (N - M) / (N - 1)."""
    n = len(workers)
    return (n - len(set(workers))) / (n - 1) if n >= 2 else None


def mmci(workers: Sequence[str]) -> float | None:
    """Return the modified modified continuity index: (1 - M / (N + 0.1)) / (1 - 1 / (N + 0.1))."""
    n = len(workers)
    if n < 2:
        return None
    return (1 - len(set(workers)) / (n + SLACK)) / (1 - 1 / (n + SLACK))


def entropy(workers: Sequence[str]) -> float | None:
    """Return the entropy of the workers in bits: the sum of n_i / N log2(N / n_i)."""
    n = len(workers)
    return sum(k / n * log2(n / k) for k in Counter(workers).values()) if n >= 2 else None


def indices_by_client(contacts: pl.DataFrame) -> pl.DataFrame:
    """Compute all indices of all clients at once.

    Parameters
    ----------
    contacts : polars.DataFrame
        One row a contact or task: ``client``, ``order`` (anything that sorts), ``worker`` and
        ``owner`` (null: nobody is named); no null but owners.

    Returns
    -------
    polars.DataFrame
        One row per client that occurs, sorted by ``client``, with ``n`` (contacts) and one column
        per index, named as its function; null where the function gives None.
    """
    counts = contacts.group_by("client", "worker").len("k")
    n, k, m = pl.col("n"), pl.col("k"), pl.col("distinct_workers")
    share = k / k.sum()
    spread = counts.group_by("client").agg(
        k.sum().cast(pl.Int64).alias("n"),
        pl.len().cast(pl.Int64).alias("distinct_workers"),
        share.max().alias("upc"),
        k.cast(pl.Int64).pow(2).sum().alias("squares"),
        (share * (1 / share).log(2)).sum().alias("entropy"),
    )
    twice = n >= 2
    return (
        spread.join(_sequences(contacts), on="client")
        .select(
            "client",
            "n",
            m,
            pl.when(twice).then("switches").alias("switches"),
            "upc",
            "upc_owner",
            (pl.col("squares") / n**2).alias("hhi"),
            pl.when(twice).then((pl.col("squares") - n) / (n * (n - 1))).alias("coc"),
            pl.when(twice).then((n - 1 - pl.col("switches")) / (n - 1)).alias("secon"),
            pl.when(twice).then((n - m) / (n - 1)).alias("k_index"),
            pl.when(twice).then((1 - m / (n + SLACK)) / (1 - 1 / (n + SLACK))).alias("mmci"),
            pl.when(twice).then("entropy").alias("entropy"),
        )
        .sort("client")
    )


def _sequences(contacts: pl.DataFrame) -> pl.DataFrame:
    """Return each client's switches and share of the owner."""
    worker, client = pl.col("worker"), pl.col("client")
    switch = (client == client.shift()) & (worker != worker.shift())
    return (
        contacts.sort("client", "order")
        .with_columns(switch.fill_null(False).alias("switch"))
        .group_by("client")
        .agg(
            pl.col("switch").sum().cast(pl.Int64).alias("switches"),
            (worker == pl.col("owner")).fill_null(False).mean().alias("upc_owner"),
        )
    )


def _squares(workers: Sequence[str]) -> int:
    return sum(k * k for k in Counter(workers).values())
