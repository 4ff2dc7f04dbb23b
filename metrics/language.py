"""Language: whether clients are spoken to in their own."""

from __future__ import annotations

import polars as pl

from .facts import Facts
from .table import Definition, Measured, Measurements, floats, mean, mean_by, total

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
        "interpreted_contacts",
        "language",
        "contacts",
        "low",
        "Contact tasks done by a worker who does not speak the client's language.",
    ),
    Definition(
        "interpreter_minutes",
        "language",
        "minutes",
        "low",
        "Minutes worked - standard minutes, over contact tasks done by a worker who does not speak "
        "the client's language.",
    ),
    Definition(
        "owners_without_language",
        "language",
        "clients",
        "low",
        "Clients whose owner does not speak their language, with or without tasks; in all and by "
        "language of the client.",
    ),
    Definition(
        "owners_without_language_with_tasks",
        "language",
        "clients",
        "low",
        "Clients with tasks whose owner does not speak their language.",
    ),
)


def measure_language(facts: Facts) -> Measurements:
    """Measure contacts in the client's language and minutes added by interpreters."""
    wanted = facts.tasks.filter("contact")
    contacts = wanted.filter("done")
    interpreted = contacts.filter(~pl.col("in_language"))
    owned = facts.clients.filter(pl.col("owner").is_not_null()).with_columns(
        strange=~pl.col("owner_speaks").fill_null(False)
    )
    added = floats(interpreted["spent"] - interpreted["minutes"])
    return {
        "contacts_without_interpreter": [
            mean(contacts["in_language"]),
            *mean_by(contacts, "language", "in_language", "language"),
        ],
        "interpreted_contacts": [Measured(float(interpreted.height), wanted.height)],
        "interpreter_minutes": [Measured(float(added.sum()), wanted.height)],
        "owners_without_language": [total(owned["strange"]), *_by_language(owned)],
        "owners_without_language_with_tasks": [total(owned.filter("has_tasks")["strange"])],
    }


def _by_language(owned: pl.DataFrame) -> list[Measured]:
    return [
        Measured((each.value or 0.0) * each.n, each.n, each.breakdown)
        for each in mean_by(owned, "language", "strange", "language")
    ]
