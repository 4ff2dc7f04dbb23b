"""The owners of today: mostly right, unevenly loaded, some missing."""

from __future__ import annotations

import polars as pl
import pytest

from agencies import agency, described, owned
from samehands.generator import GeneratorParameters, generate
from samehands.model.instance import Instance


def _loads(instance: Instance) -> pl.Series:
    """Return task minutes of the owned clients as a share of the minutes of each worker."""
    work = described(instance).group_by("client_worker").agg(pl.col("minutes").sum())
    hours = instance.workers.select("id", cap=pl.col("minutes").list.sum())
    loads = hours.join(work, left_on="id", right_on="client_worker", how="left")
    return loads["minutes"].fill_null(0) / loads["cap"]


def test_some_clients_have_no_owner() -> None:
    for size in ("unit", "office"):
        clients = agency(size).clients
        assert clients["worker"].null_count() / clients.height == pytest.approx(0.03, abs=0.01)


def test_owners_belong_to_the_office_of_the_client() -> None:
    clients = owned(generate("unit", 3)[0])
    assert (clients["office"] == clients["owner_office"]).all()


def test_a_few_owners_lack_a_program_of_the_bundle() -> None:
    missing = owned(agency("office")).with_columns(
        lacks=pl.col("programs").list.set_difference("owner_programs").list.len() > 0,
        special=pl.col("programs").list.set_difference(["CalFresh", "Medi-Cal"]).list.len() > 0,
    )
    assert missing.filter("special")["lacks"].to_numpy().mean() == pytest.approx(0.02, abs=0.005)
    assert not missing.filter(~pl.col("special"))["lacks"].any()


def test_languages_are_often_matched_where_there_are_workers_enough() -> None:
    clients = owned(agency("office")).with_columns(
        match=pl.col("owner_languages").list.contains(pl.col("language"))
    )
    spanish = clients.filter(pl.col("language") == "Spanish")["match"].to_numpy().mean()
    armenian = clients.filter(pl.col("language") == "Armenian")["match"].to_numpy().mean()
    assert 0.7 < spanish < 0.95
    assert 0.2 < armenian < spanish


def test_loads_are_uneven_but_not_absurd() -> None:
    loads = _loads(agency("office")).to_numpy()
    assert 0.15 < loads.std() < 0.5
    assert loads.mean() == pytest.approx(0.93, abs=0.06)
    assert loads.max() > 1.3


def test_more_variation_of_loads_is_more_uneven() -> None:
    varied, _ = generate("office", 1, parameters=GeneratorParameters(owner_load_cv=0.6))
    usual = _loads(agency("office")).to_numpy().std()
    assert _loads(varied).to_numpy().std() > 1.4 * usual


def test_nobody_owns_what_nobody_can_own() -> None:
    none = GeneratorParameters(specials=(), unqualified_owner_share=0.0)
    instance, _ = generate("toy", 1, parameters=none)
    special = instance.clients.filter(pl.col("programs").list.contains("IHSS"))
    assert special.height > 0
    assert special["worker"].null_count() == special.height
