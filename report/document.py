"""An answer as data, before it is shown on a terminal or written as HTML or Markdown.

At the end are the parts that many answers share: sizes, prices, who is not served, the origin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Literal

import polars as pl

from ..metrics.unserved import Unowned, undone_tasks, unowned_clients
from ..model.instance import Instance
from ..model.io.files import format_toml
from ..model.io.plain import instance_sha256, policy_sha256
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from .charts import Chart
from .prices import price_words
from .tables import People, Table, Value, count, format_cell, listed

Tone = Literal["plain", "lead", "note", "warning"]
"""How a paragraph is meant: ``lead`` is the answer itself, ``note`` says how to read what stands
above it, ``warning`` that something is not as it should be."""

Where = Literal["everywhere", "first", "page", "terminal"]
"""Where a part is shown: ``first`` ahead of all others of a page, and not on a terminal, which
begins with the numbers."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph.

    Parameters
    ----------
    text : str
        Plain text; with numbers, a format string that names them by position.
    tone : str
        How it is meant.
    numbers : sequence of Value or People
        The numbers in it that a public page may have to hide.
    internal : bool
        Whether it is left out of a public page, although its section is public.
    head : str
        What it is about, in words that stand before it; may be empty.
    """

    text: str
    tone: Tone = "plain"
    numbers: Sequence[Value | People] = ()
    internal: bool = False
    head: str = ""

    def words(self) -> str:
        """Return the text with its numbers."""
        if not self.numbers:
            return self.text
        texts = (
            each.words() if isinstance(each, People) else format_cell(each, "text")
            for each in self.numbers
        )
        return self.text.format(*texts)


@dataclass(frozen=True)
class Listing:
    """A list.

    Parameters
    ----------
    items : sequence of str
        Its items, plain texts.
    internal : bool
        Whether it is left out of a public page, although its section is public.
    """

    items: Sequence[str]
    internal: bool = False


@dataclass(frozen=True)
class Commands:
    """What is typed, to the letter.

    Parameters
    ----------
    lines : sequence of str
        One command a line.
    summary : str
        What they are, where they are shown on demand; empty where they are shown at once.
    internal : bool
        Whether it is left out of a public page, although its section is public.
    """

    lines: Sequence[str]
    summary: str = ""
    internal: bool = False


Block = Paragraph | Listing | Commands | Table | Chart


@dataclass(frozen=True)
class Section:
    """A part with a heading.

    Parameters
    ----------
    title : str
        Its heading.
    blocks : sequence of Block
        What stands in it.
    public : bool
        Whether it may leave the agency once small counts are hidden: it names no client, worker,
        task or pair, also not in its title; each count of people or of their tasks in it is a
        ``People``, with the sums that a reader can form, and what rests on one says so.
    where : str
        Where it is shown.
    """

    title: str
    blocks: Sequence[Block]
    public: bool = False
    where: Where = "everywhere"


@dataclass(frozen=True)
class Document:
    """An answer.

    Parameters
    ----------
    title : str
        Its heading: the question that it answers; public where a part of the document is.
    sections : sequence of Section
        Its parts; of a page, the answer in words first.
    footer : Section
        How it came about; a terminal does not show it.
    lead : sequence of Block
        What stands before the first part; public where a part of the document is.
    """

    title: str
    sections: Sequence[Section]
    footer: Section
    lead: Sequence[Block] = ()

    def parts(self, where: Literal["page", "terminal"]) -> list[Section]:
        """Return the sections that are shown on a page, or on a terminal."""
        if where == "terminal":
            return [part for part in self.sections if part.where in ("everywhere", "terminal")]
        shown = [part for part in self.sections if part.where != "terminal"]
        return sorted(shown, key=lambda part: part.where != "first")

    def blocks(self) -> Iterator[Block]:
        """Yield all blocks of a page in their order."""
        yield from self.lead
        for part in (*self.parts("page"), self.footer):
            yield from part.blocks

    def tables(self) -> list[Table]:
        """Return all tables, also those of the charts."""
        found = (block.table if isinstance(block, Chart) else block for block in self.blocks())
        return [table for table in found if isinstance(table, Table)]

    def charts(self) -> list[Chart]:
        """Return all charts."""
        return [block for block in self.blocks() if isinstance(block, Chart)]


# Parts that many answers share.


ALL_OWNED = "every client has an owner"
"""What is said where nobody is left without an owner."""


def instance_words(instance: Instance) -> str:
    """Return the sizes of an instance in one line."""
    return _sizes(instance).words()


def size_block(instance: Instance) -> Block:
    """Return the sizes of an instance as a paragraph."""
    return _sizes(instance)


def _sizes(instance: Instance) -> Paragraph:
    numbers: list[Value | People] = [
        People("clients", instance.clients.height, "client"),
        People("workers", instance.workers.height, "worker", known=True),
        People("tasks", instance.tasks.height, "task"),
        Value(instance.task_minutes, "amount", rests_on=("clients", "tasks")),
    ]
    first, last = instance.calendar.first_day, instance.calendar.last_day
    words = ["{}, {}, {} of {} minutes", count(instance.calendar.periods, "period")]
    if first is not None:
        words[-1] += f" from {first} to {last}"
    for name in ("leaves", "pairs"):
        if rows := instance.table(name).height:
            numbers.append(People(name, rows, "row"))
            words.append("{} of " + name)
    if left := instance.former.height:
        numbers.append(People("former workers", left, "former worker"))
        words.append("{}")
    return Paragraph(", ".join(words), numbers=numbers)


def price_section(policy: Policy) -> Section:
    """Return what counts how much under a policy."""
    return Section("Prices in minutes", [Paragraph(price_words(policy))], public=True)


def origin_section(
    *results: Result, instance: Instance | None = None, policy: Policy | None = None
) -> Section:
    """Return how an answer came about: versions, seed, fingerprints and the exact policies.

    Parameters
    ----------
    *results : Result
        The results it rests on, if any.
    instance : Instance or None
        The tables that it is about, where no result names their fingerprint.
    policy : Policy or None
        The policy, where no result has one.
    """
    blocks: list[Block] = [Paragraph(f"Written by samehands {version('samehands')}.")]
    if results:
        first = results[0]
        engines = ", ".join(sorted({result.engine for result in results}))
        software = ", ".join(f"{name} {number}" for name, number in first.versions.items())
        blocks.append(Paragraph(f"Instance with SHA-256 {first.instance_sha256}."))
        blocks.append(Paragraph(f"Engines: {engines}. Seed {first.seed}. Versions: {software}."))
    elif instance is not None:
        blocks.append(Paragraph(f"Instance with SHA-256 {instance_sha256(instance)}."))
    policies = [result.policy for result in results] or ([] if policy is None else [policy])
    distinct = [each for at, each in enumerate(policies) if each not in policies[:at]]
    blocks += [_policy_block(each) for each in distinct]
    return Section("How this came about", blocks, public=True)


def _policy_block(policy: Policy) -> Block:
    """Return a policy to the letter; one that keeps some clients where they are names them."""
    moves = policy.moves
    names_people = any((moves.frozen, moves.fixed_owners, moves.fixed_tasks))
    return Commands(
        format_toml(policy).splitlines(),
        summary=f"The {policy.formulation} policy, exactly; SHA-256 {policy_sha256(policy)}",
        internal=names_people,
    )


def not_served_lines(instance: Instance, plan: Plan) -> list[str]:
    """Return who has no owner in a plan, by the rules that exclude, and what nobody does."""
    lines = unowned_lines(instance, unowned_clients(instance, plan)) or [ALL_OWNED]
    return [*lines, undone_line(instance, undone_tasks(plan))]


def unowned_lines(instance: Instance, unowned: Sequence[Unowned]) -> list[str]:
    """Return a line for each group of clients that the same rules keep from the same numbers."""
    groups: dict[tuple[tuple[str, int], ...], list[str]] = {}
    for each in unowned:
        groups.setdefault(tuple(Counter(each.excluded.values()).items()), []).append(each.client)
    return [
        f"{count(len(clients), 'client')}: {_why(rules, instance.workers.height)} "
        f"({listed(clients)})"
        for rules, clients in groups.items()
    ]


def undone_line(instance: Instance, tasks: Sequence[str]) -> str:
    """Return one line about the tasks that nobody does."""
    if not tasks:
        return "no task undone"
    rows = instance.tasks.filter(pl.col("id").is_in(list(tasks)))
    kinds = Counter[str](rows["kind"].to_list()).most_common(4)
    shown = listed([f"{number} {kind}" for kind, number in kinds], most=3)
    return (
        f"{count(len(tasks), 'task')} of {int(rows['minutes'].sum()):,} minutes undone: {shown} "
        f"({listed(tasks, most=3)})"
    )


def _why(rules: Sequence[tuple[str, int]], workers: int) -> str:
    able = workers - sum(number for _, number in rules)
    if not workers:
        return "there is no worker"
    if not rules:
        return f"no rule excludes any of {count(workers, 'worker')}; the plan has no owner for them"
    words = ", ".join(f"{rule} excludes {number}" for rule, number in rules)
    could = f"{able} could be the owner" if able else "nobody can be the owner"
    return f"{words} of {count(workers, 'worker')}; {could}"
