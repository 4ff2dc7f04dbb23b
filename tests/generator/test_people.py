"""The clients: shares kept exactly, languages clustered, labels and complexity."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from agencies import agency
from samehands.generator.parameters import PUBLISHED, GeneratorParameters
from samehands.generator.people import People, draw_people
from samehands.generator.shares import LANGUAGES, Group, Size

SIX = Size(6, 60, 60_000)


def _draw_worker(size: Size, parameters: GeneratorParameters = PUBLISHED) -> People:
    return draw_people(np.random.default_rng(1), size, parameters)


def test_bundles_keep_their_shares_in_every_office() -> None:
    people = _draw_worker(SIX)
    for office in range(6):
        counts = np.bincount(people.bundle[people.office == office], minlength=8)
        expected = [10_000 * bundle.share for bundle in PUBLISHED.bundles]
        assert np.abs(counts - expected).max() <= 1


def test_languages_keep_their_shares_over_all_offices() -> None:
    counts = np.bincount(_draw_worker(SIX).language, minlength=len(LANGUAGES))
    expected = np.array([60_000 * language.share for language in LANGUAGES])
    assert np.abs(counts - expected).max() <= 6


def test_languages_cluster_by_office_and_less_with_more_concentration() -> None:
    def spread(concentration: float) -> float:
        people = _draw_worker(SIX, GeneratorParameters(language_concentration=concentration))
        armenian = people.office[people.language == 2]
        return float(np.bincount(armenian, minlength=6).std() / (armenian.size / 6))

    assert spread(8.0) > 0.4
    assert spread(10_000.0) < 0.1


def test_offices_are_equally_large() -> None:
    people = _draw_worker(Size(3, 3, 100))
    assert np.bincount(people.office).tolist() == [34, 33, 33]
    assert (np.diff(people.office) >= 0).all()


def test_complexity() -> None:
    complexity = _draw_worker(SIX).complexity
    assert complexity.mean() == pytest.approx(1, rel=0.01)
    assert complexity.std() == pytest.approx(PUBLISHED.complexity_cv, rel=0.03)


@pytest.mark.parametrize("label", PUBLISHED.groups, ids=lambda label: label.name)
def test_labels(label: Group) -> None:
    clients = agency("office").clients.with_columns(
        bears=pl.col("groups").list.contains(label.name),
        holds=pl.col("programs").list.contains(label.program),
    )
    holding = clients.filter("holds")["bears"].to_numpy().mean()
    others = clients.filter(~pl.col("holds"))["bears"].to_numpy().mean()
    assert holding == pytest.approx(label.program_share, rel=0.06)
    assert others == pytest.approx(label.share, rel=0.1)


def test_language_and_bundle_are_independent() -> None:
    people = _draw_worker(SIX)
    spanish = people.language == 1
    shares = np.bincount(people.bundle[spanish], minlength=8) / spanish.sum()
    assert shares[0] == pytest.approx(0.5, abs=0.02)
