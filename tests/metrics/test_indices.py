"""The indices of continuity: published vectors, laws, and all clients at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehands.metrics import indices

Index = Callable[[Sequence[str]], float | None]

PLAIN: dict[str, Index] = {
    "distinct_workers": indices.distinct_workers,
    "switches": indices.switches,
    "upc": indices.upc,
    "hhi": indices.hhi,
    "coc": indices.coc,
    "secon": indices.secon,
    "k_index": indices.k_index,
    "mmci": indices.mmci,
    "entropy": indices.entropy,
}
ALWAYS = ("distinct_workers", "upc", "hhi")

VECTORS = [
    ("AAAAAAAA", 1, 1.000, 1.000, 1.000, 1.000, 1.000, 1.000, 0),
    ("AAAAAAAB", 2, 0.875, 0.781, 0.750, 0.857, 0.857, 0.859, 1),
    ("AAAABBBB", 2, 0.500, 0.500, 0.429, 0.857, 0.857, 0.859, 1),
    ("ABABABAB", 2, 0.500, 0.500, 0.429, 0.857, 0.000, 0.859, 7),
    ("AAABACAA", 3, 0.750, 0.594, 0.536, 0.714, 0.429, 0.718, 4),
    ("ABCDEFGH", 8, 0.125, 0.125, 0.000, 0.000, 0.000, 0.014, 7),
]

sequences = st.lists(st.sampled_from("ABC"), max_size=9)
SCHEMA = {"client": pl.String, "order": pl.Int64, "worker": pl.String, "owner": pl.String}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector[0])
def test_vectors_to_three_decimals(
    vector: tuple[str, int, float, float, float, float, float, float, int],
) -> None:
    workers, m, upc, hhi, coc, k, secon, mmci, switches = vector
    expected = {
        "distinct_workers": m,
        "switches": switches,
        "upc": upc,
        "hhi": hhi,
        "coc": coc,
        "k_index": k,
        "secon": secon,
        "mmci": mmci,
    }
    got = {name: PLAIN[name](workers) for name in expected}
    assert {name: round(value or 0, 3) for name, value in got.items()} == expected


@pytest.mark.parametrize(("workers", "bits"), [("AAAA", 0.0), ("AABB", 1.0), ("ABCD", 2.0)])
def test_entropy_counts_bits(workers: str, bits: float) -> None:
    assert indices.entropy(workers) == pytest.approx(bits)


def test_share_of_owner() -> None:
    assert indices.upc_owner("AABC", "A") == 0.5
    assert indices.upc_owner("AABC", "D") == 0
    assert indices.upc_owner("AABC", None) == 0
    assert indices.upc_owner("", "A") is None


@pytest.mark.parametrize("name", PLAIN)
def test_nothing_is_scored_below_the_least_number_of_contacts(name: str) -> None:
    assert PLAIN[name]("") is None
    assert PLAIN[name]("A") == (1 if name in ALWAYS else None)


@given(sequences.filter(lambda workers: len(workers) >= 2))
def test_laws(workers: list[str]) -> None:
    n = len(workers)
    hhi, secon = indices.hhi(workers), indices.secon(workers)
    assert hhi is not None and secon is not None
    assert indices.coc(workers) == pytest.approx((n * hhi - 1) / (n - 1))
    assert indices.switches(workers) == pytest.approx((n - 1) * (1 - secon))
    shares = [PLAIN[name](workers) for name in PLAIN if name not in ("switches", "entropy")]
    assert all(share is not None and share >= 0 for share in shares)


def rows_of(clients: dict[str, tuple[list[str], str | None]]) -> list[tuple[object, ...]]:
    return [
        (client, order, worker, owner)
        for client, (workers, owner) in clients.items()
        for order, worker in enumerate(workers)
    ]


@given(
    st.dictionaries(
        st.sampled_from(["c1", "c2", "c3", "c4"]),
        st.tuples(sequences, st.sampled_from(["A", "Z", None])),
    ),
    st.randoms(use_true_random=False),
)
def test_all_clients_at_once_equal_one_by_one(
    clients: dict[str, tuple[list[str], str | None]], chance: Random
) -> None:
    rows = rows_of(clients)
    chance.shuffle(rows)  # the order column counts, not the order of the rows
    table = indices.indices_by_client(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    assert table["client"].to_list() == sorted(c for c, (workers, _) in clients.items() if workers)
    for row in table.iter_rows(named=True):
        workers, owner = clients[row["client"]]
        assert row["n"] == len(workers)
        assert row["upc_owner"] == pytest.approx(indices.upc_owner(workers, owner))
        for name, index in PLAIN.items():
            assert row[name] == pytest.approx(index(workers)), name
