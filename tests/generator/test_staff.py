"""The workers: skills, languages, hours, absences, units."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from agencies import agency
from samehands.generator import GeneratorParameters, generate
from samehands.generator.parameters import PUBLISHED


def test_every_worker_knows_the_base_and_at_most_one_special_program() -> None:
    for programs in agency("office").workers["programs"].to_list():
        assert {"CalFresh", "Medi-Cal"} <= set(programs)
        assert len(set(programs) - {"CalFresh", "Medi-Cal", "CalWORKs"}) <= 1


def test_specialists_are_few_and_rounded_up() -> None:
    workers = agency("office").workers
    known = workers["programs"].explode().value_counts()
    counts = dict(known.iter_rows())
    share = PUBLISHED.intake_share / 4
    assert counts["GR"] == math.ceil(190 * (0.08 + share))
    assert counts["IHSS"] == math.ceil(190 * (0.10 + share))
    assert counts["GAIN"] == math.ceil(190 * (0.05 + share))
    assert counts["CalWORKs"] == math.ceil(190 * (0.15 + share)) + counts["GAIN"]


@pytest.mark.parametrize("size", ["toy", "unit", "office"])
def test_some_worker_holds_every_whole_bundle(size: str) -> None:
    instance = agency(size)
    skills = [set(programs) for programs in instance.workers["programs"].to_list()]
    for bundle in instance.clients["programs"].unique().to_list():
        assert any(set(bundle) <= held for held in skills), bundle


def test_languages_are_certified_in_proportion_to_the_clients() -> None:
    instance = agency("office")
    spoken = dict(instance.workers["languages"].explode().value_counts().iter_rows())
    assert spoken["English"] == 190
    assert spoken["Spanish"] == pytest.approx(0.95 * 0.34 * 190, abs=1)
    assert spoken["Armenian"] == pytest.approx(0.9 * 0.025 * 190, abs=1)
    assert "Other" not in spoken
    assert instance.workers["languages"].list.len().max() == 2


def test_scarce_languages_are_scarce_in_a_unit() -> None:
    spoken = agency("unit").workers["languages"].explode().to_list()
    assert spoken.count("Spanish") == 3
    assert len(spoken) == 8 + 4


def test_hours() -> None:
    workers = agency("office").workers.with_columns(day=pl.col("minutes").list.max())
    assert set(workers["day"]) == {331, 199}
    assert (workers["day"] == 199).sum() == round(0.08 * 190)
    assert agency("toy").workers["minutes"].list.max().unique().to_list() == [8]


def test_absence_has_its_share_and_comes_in_spells() -> None:
    absent = agency("office").capacity == 0
    assert absent.sum() == round(0.08 * absent.size)
    edges = np.diff(np.pad(absent.astype(int), ((0, 0), (1, 1))), axis=1)
    lengths = np.argwhere(edges == -1)[:, 1] - np.argwhere(edges == 1)[:, 1]
    assert 2.5 < lengths.mean() < 8


def test_absence_alone_changes_with_its_share() -> None:
    ill, _ = generate("unit", 1, parameters=GeneratorParameters(absence_share=0.15))
    usual = agency("unit")
    assert ill.clients.equals(usual.clients)
    assert ill.tasks.equals(usual.tasks)
    assert ill.workers.drop("minutes").equals(usual.workers.drop("minutes"))
    assert (ill.capacity == 0).mean() == pytest.approx(0.15, abs=0.01)


def test_units_have_eight_workers_and_lie_in_one_office() -> None:
    units = (
        agency("office")
        .workers.group_by("unit")
        .agg(size=pl.len(), offices=pl.col("office").n_unique())
    )
    assert units.height == 24
    assert sorted(units["size"].unique().to_list()) == [6, 8]
    assert units["offices"].unique().to_list() == [1]


def test_without_specials_or_certified_languages() -> None:
    languages = tuple(language for language in PUBLISHED.languages if language.certified is None)
    plain = GeneratorParameters(specials=(), languages=languages)
    instance, _ = generate("toy", 1, parameters=plain)
    assert instance.workers["programs"].to_list() == [["CalFresh", "Medi-Cal"]] * 4
    assert instance.workers["languages"].to_list() == [["English"]] * 4


def test_more_specialists_than_workers_are_cut_to_the_workers() -> None:
    instance, _ = generate("toy", 1, parameters=GeneratorParameters(intake_share=1.0))
    known = instance.workers["programs"].explode().to_list()
    assert [known.count(program) for program in ("GR", "IHSS", "GAIN")] == [1, 1, 1]
