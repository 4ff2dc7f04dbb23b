"""Language: where it is required, owners and contacts speak the client's language."""

from __future__ import annotations

import polars as pl

from .. import restate
from ..context import Context
from ..violations import Violation, build_violations


def find_violations(context: Context) -> list[Violation]:
    """Return owners, and workers of contact tasks, who do not speak the client's language.

    In languages; none unless the match is ``required`` (an interpreter's factor shows in the
    minutes of the task).
    """
    if context.policy.language.match != "required":
        return []
    spoken = restate.speakers(context.instance)
    contacts = context.done.filter("contact").select("client", "worker", "task", "language")
    owners = context.owned.select("client", "worker", "language")
    text = "worker {worker} does not speak {language}, the language of client {client}, but "
    return [
        *_speechless(contacts, spoken, text + "does contact task {task}"),
        *_speechless(owners, spoken, text + "owns the client"),
    ]


def _speechless(who: pl.DataFrame, spoken: pl.DataFrame, text: str) -> list[Violation]:
    wrong = who.join(spoken, on=["worker", "language"], how="anti", maintain_order="left")
    return build_violations("language", wrong.with_columns(by=pl.lit(1)), "languages", text)
