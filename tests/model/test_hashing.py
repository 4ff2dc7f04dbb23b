"""Fingerprints follow the content, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from samehands.model import Calendar, InputFault, Policy, instance_sha256, policy_sha256
from tables import instance


def test_the_fingerprint_of_an_instance_is_known() -> None:
    # Fixed here, so that a change of platform, polars or the code that changes it is seen.
    known = "76b3bede25a32e61a7ef7674ad0323b72d0f2d89da23cd4f8e75bd9aa8997650"
    assert instance_sha256(instance()) == known


def test_the_fingerprint_of_the_default_policy_follows_its_fields() -> None:
    one = policy_sha256(Policy())
    assert len(one) == 64
    assert one == policy_sha256(Policy.model_validate_json(Policy().model_dump_json()))
    assert one != policy_sha256(Policy().without("moves"))


def test_every_cell_counts() -> None:
    small = instance()
    changed = [
        replace(small, clients=small.clients.with_columns(office=pl.lit("x"))),
        replace(small, workers=small.workers.reverse()),
        replace(small, tasks=small.tasks.with_columns(pl.col("minutes") + 1)),
        replace(small, tasks=small.tasks.head(3)),
        replace(small, calendar=Calendar(periods=6)),
    ]
    assert len({instance_sha256(one) for one in [small, *changed]}) == 6


def test_warnings_do_not_count() -> None:
    small = instance()
    odd = replace(small, warnings=(InputFault("clients", None, None, None, "odd"),))
    assert instance_sha256(odd) == instance_sha256(small)


def test_the_order_of_fields_and_the_spelling_of_numbers_do_not_count() -> None:
    one = Policy.model_validate({"caseload": {"weights": {"a": 1.0, "b": 2}}})
    two = Policy.model_validate({"caseload": {"weights": {"b": 2.0, "a": 1}}})
    three = two.model_copy(
        update={"overtime": two.overtime.model_copy(update={"price": 2})}  # a whole number
    )
    four = Policy.model_validate(
        {"caseload": {"weights": {"b": 2.0, "a": 1}}, "overtime": {"price": 2.0}}
    )
    assert policy_sha256(one) == policy_sha256(two)
    assert policy_sha256(three) == policy_sha256(four) != policy_sha256(two)
