"""Public pages attacked from outside: by what their tables show, and what sums a reader knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from draws import draws
from plain_attack import given_away
from samehands.disclosure import Sum
from samehands.generator.figures import compute_figures
from samehands.metrics.hardness import measure_hardness
from samehands.model import Instance, Policy, read
from samehands.planning import solve
from samehands.report.described import described_document
from samehands.report.document import Document
from samehands.report.public import public_document
from samehands.report.solved import solved_document
from samehands.report.tables import Cell, People, Table, Value
from source_tree import ROOT
from tiny_agencies import draw_case


def _described(instance: Instance, policy: Policy) -> Document:
    hard = measure_hardness(instance, policy)
    return described_document(instance, compute_figures(instance), hard)


def _solved(instance: Instance, policy: Policy) -> Document:
    result = solve(instance, policy, engine="least-loaded", time_limit=30.0, threads=1)
    return solved_document(instance, result)


DOCUMENTS = {"describe": _described, "solve": _solved}


@dataclass
class _Seen:
    """What is counted on a page, and of what the reader sees how much it is."""

    counts: dict[str, int] = field(default_factory=dict[str, int])
    shown: set[str] = field(default_factory=set[str])
    known: set[str] = field(default_factory=set[str])
    sums: list[Sum] = field(default_factory=list[Sum])

    def look(self, cell: Cell, public: Cell) -> None:
        """Take in a cell of the internal page beside the same of the public one."""
        behind: Sequence[str | People] = ()
        if isinstance(cell, People):
            behind = [cell]
        elif isinstance(cell, Value):
            behind = cell.rests_on
        for each in behind:
            if isinstance(each, People) and each.number is not None:
                self.counts[each.key] = each.number
                self.known |= {each.key} if each.known else set()
            # A share that is shown tells what it is a share of.
            if public == cell:
                self.shown.add(each.key if isinstance(each, People) else each)

    def finish(self, sums: Sequence[Sum]) -> None:
        """Work out what stands nowhere, one count or several together."""
        left = list(sums)
        for _ in range(len(sums)):
            for each in list(left):
                missing = [key for key in (each.total, *each.parts) if key not in self.counts]
                if len(missing) > 1:
                    continue
                for key in missing:
                    parts = sum(self.counts.get(part, 0) for part in each.parts)
                    own = parts if key == each.total else self.counts[each.total] - parts
                    self.counts[key] = own
                self.sums.append(each)
                left.remove(each)
        assert not [each for each in left if each.total in self.counts]


def _tables(document: Document) -> Iterator[Table]:
    parts = [part for part in document.parts("page") if part.public]
    inside = Document(document.title, parts, document.footer, document.lead)
    return (table for table in inside.tables() if not table.internal)


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_page_gives_back_what_it_hides(name: str) -> None:
    instance, policy = read(ROOT / "examples" / "unit")
    document = DOCUMENTS[name](instance, policy)
    public = public_document(document).document
    seen = _Seen()
    sizes = People("clients", instance.clients.height), People("tasks", instance.tasks.height)
    for size in (*sizes, People("workers", instance.workers.height, known=True)):
        seen.look(size, size)
    sums: list[Sum] = []
    for table, shown in zip(_tables(document), _tables(public), strict=True):
        assert table.slug == shown.slug
        sums += table.sums
        for row, stars in zip(table.rows, shown.rows, strict=True):
            for cell, star in zip(row, stars, strict=True):
                seen.look(cell, star)
    seen.finish(sums)
    hidden = {key for key, number in seen.counts.items() if number and key not in seen.shown}
    small = {key for key, number in seen.counts.items() if 0 < number < 11} - seen.known
    assert small <= hidden
    assert len(hidden) > len(small) > 5
    tried = sorted(small)[:: max(1, len(small) // len(draws(120)))]
    assert _given_away(seen, tried, hidden) == set()
    # Were the small ones hidden alone, many could be worked out.
    assert _given_away(seen, tried, small)


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_pages_of_drawn_agencies_contradict_nowhere(name: str) -> None:
    """Backlogs, households, former workers: whatever is drawn, sums of a page are sums."""
    hidden = 0
    for seed in draws(60)[::2]:
        instance, policy = draw_case(Random(seed), times=1 + 5 * (seed % 3))
        found = public_document(DOCUMENTS[name](instance, policy))
        assert not found.hidden.beyond
        hidden += len(found.hidden.keys)
    assert hidden > len(draws(60))


def _given_away(seen: _Seen, tried: Sequence[str], hidden: set[str]) -> set[str]:
    return given_away(seen.counts, hidden, seen.sums, seen.known, tried)
