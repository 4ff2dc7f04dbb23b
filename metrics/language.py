"""Language: whether clients are spoken to in their own."""

from __future__ import annotations

import polars as pl

from .facts import Facts
from .table import Definition, Measured, Measurements, floats, mean, mean_by

DEFINITIONS = (
    Definition(
        "contacts_without_interpreter",
        "language",
        "share",
        "high",
        "Contact tasks done by a worker who speaks the client's language / contact tasks done; in "
        "all and by language of the client.",
    ),
    Definition(
        "interpreter_minutes",
        "language",
        "minutes",
        "low",
        "Minutes worked - standard minutes, over contact tasks done by a worker who does not speak "
        "the client's language.",
    ),
)


def measure_language(facts: Facts) -> Measurements:
    """Measure contacts in the client's language and minutes added by interpreters."""
    wanted = facts.tasks.filter("contact")
    contacts = wanted.filter("done")
    interpreted = contacts.filter(~pl.col("in_language"))
    added = floats(interpreted["spent"] - interpreted["minutes"])
    return {
        "contacts_without_interpreter": [
            mean(contacts["in_language"]),
            *mean_by(contacts, "language", "in_language", "language"),
        ],
        "interpreter_minutes": [Measured(float(added.sum()), wanted.height)],
    }
