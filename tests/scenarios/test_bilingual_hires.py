"""Whoever hires bilingual staff has no more contacts interpreted: such minutes cost at any load."""

from __future__ import annotations

from random import Random

import pytest

from draws import share
from samehands.changes import apply, parse_changes
from samehands.metrics import measure
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.planning import solve
from tables import client, instance_of, task, worker

HIRES = parse_changes(
    [
        {
            "hire": "n1",
            "office": "main",
            "languages": ["en", "es"],
            "programs": ["A"],
            "minutes": 9,
        },
        {
            "hire": "n2",
            "office": "main",
            "languages": ["en", "vi"],
            "programs": ["A"],
            "minutes": 9,
        },
    ]
)
CALLS = 6
"""Minutes of every contact, so that fewer interpreted minutes are fewer interpreted contacts."""


def _agency(rng: Random) -> Instance:
    """Draw an agency in which half of the clients speak no English and most workers nothing else.

    Some have more work than regular minutes, some have time enough that no minute costs by itself.
    """
    minutes = rng.choice([9, 40])
    languages = ["es", "vi", *rng.choices(["en", "en", "es", "vi"], k=7)]
    clients = [
        client(
            f"c{number}",
            office="main",
            language=language,
            programs=["A"],
            worker=rng.choice([None, "w0", "w1", "w2"]),
        )
        for number, language in enumerate(languages)
    ]
    workers = [
        worker(f"w{number}", office="main", languages=spoken, programs=["A"], minutes=minutes)
        for number, spoken in enumerate([["en"], ["en"], ["en", rng.choice(["es", "vi"])]])
    ]
    tasks = [
        task(
            f"t{number}",
            f"c{number % 9}",
            program="A",
            minutes=CALLS,
            release=0,
            due=rng.randrange(4),
            contact=True,
        )
        for number in range(rng.randint(7, 10))
    ]
    return instance_of(clients, workers, tasks, 4)


def _interpreted(instance: Instance, policy: Policy) -> int:
    """Return how many contacts go through an interpreter in the plan that is proven best."""
    result = solve(instance, policy, engine="cp-sat", threads=1, time_limit=60)
    assert result.status == "optimal" and result.plan is not None
    found = measure(instance, result.plan).get("contacts_without_interpreter")
    assert found.value is not None
    return found.n - round(found.value * found.n)


@pytest.mark.slow
@pytest.mark.parametrize("formulation", ["client-based", "task-based"])
def test_two_bilingual_hires_never_raise_interpreted_contacts(formulation: str) -> None:
    policy = Policy().as_formulation(formulation)
    fell = 0
    for seed in range(max(3, share(20))):
        agency = _agency(Random(seed))
        before, after = _interpreted(agency, policy), _interpreted(*apply(HIRES, agency, policy))
        assert after <= before, seed
        fell += after < before
    # Somebody had to speak through an interpreter before, or this would say nothing.
    assert fell >= share(7)
