"""The bundles: the documented work of each."""

from __future__ import annotations

import pytest

from samehands.generator.kinds import BUNDLES, KINDS, PROGRAMS, Bundle, compute_expected

DOCUMENTED = [6.2, 18.8, 14.6, 34.6, 65.6, 29.9, 22.6, 35.3]


@pytest.mark.parametrize(("bundle", "minutes"), list(zip(BUNDLES, DOCUMENTED, strict=True)))
def test_minutes_a_month(bundle: Bundle, minutes: float) -> None:
    assert compute_expected(bundle, KINDS)[1] == pytest.approx(minutes, rel=0.03)


def test_an_average_client() -> None:
    shares = [bundle.share for bundle in BUNDLES]
    tasks = sum(bundle.share * compute_expected(bundle, KINDS)[0] for bundle in BUNDLES)
    minutes = sum(bundle.share * compute_expected(bundle, KINDS)[1] for bundle in BUNDLES)
    assert sum(shares) == pytest.approx(1)
    assert tasks == pytest.approx(0.57, rel=0.02)
    assert minutes == pytest.approx(14.6, rel=0.01)


def test_programs_are_in_order() -> None:
    for bundle in BUNDLES:
        assert list(bundle.programs) == sorted(bundle.programs, key=PROGRAMS.index)
    assert BUNDLES[1].name == "CalFresh + Medi-Cal"
