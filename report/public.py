"""What of a document may leave the agency: public parts, with small numbers of people hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..disclosure import LEAST_SHOWN, Hidden, Sum, protect
from ..model.errors import InputFault, InternalError
from .charts import Chart
from .document import Block, Commands, Document, Listing, Paragraph, Section
from .tables import Cell, People, Table, Value, count

HIDDEN = "*"
"""What stands for a number that is hidden."""

STAR = (
    f"{HIDDEN} is fewer than {LEAST_SHOWN}, or hidden so that such a number cannot be worked out."
)

INTERNAL = "Internal version: it holds data on clients and staff, and is not for publication."


@dataclass(frozen=True)
class PublicDocument:
    """A document that may leave the agency.

    Parameters
    ----------
    document : Document
        Its public parts.
    hidden : Hidden
        The counts that are hidden in it, by their keys.
    left_out : int
        How many parts are internal.
    """

    document: Document
    hidden: Hidden
    left_out: int


def released(
    document: Document,
    *,
    public: bool,
    made_by: Commands,
    warnings: Sequence[InputFault] = (),
) -> Document | None:
    """Return an answer as it is handed out: what may leave the agency, or everything.

    Parameters
    ----------
    document : Document
        The answer.
    public : bool
        Whether it holds only what may leave the agency.
    made_by : Commands
        What was typed, which stands at its end with the day.
    warnings : sequence of InputFault
        What is odd in what was read; into the internal version.

    Returns
    -------
    Document or None
        None where no part of it may leave the agency.
    """
    made = Paragraph(f"Made on {date.today().isoformat()} by this command:")
    footer = replace(document.footer, blocks=[*document.footer.blocks, made, made_by])
    page = replace(document, footer=footer)
    if warnings:
        told = Listing([str(warning) for warning in warnings])
        first = Section(count(len(warnings), "warning"), [told])
        page = replace(page, sections=[first, *page.sections])
    if not public:
        return internal_document(page)
    return public_document(page).document if has_public_parts(page) else None


def has_public_parts(document: Document) -> bool:
    """Return whether anything of a document may leave the agency."""
    return any(part.public for part in document.parts("page"))


def internal_document(document: Document) -> Document:
    """Return a document whole, and saying that it must not leave the agency.

    Parameters
    ----------
    document : Document
        The document.
    """
    return replace(document, lead=[Paragraph(INTERNAL, "warning"), *document.lead])


def public_document(document: Document) -> PublicDocument:
    """Return what of a document may leave the agency.

    Parts that are not public are left out. In the others counts of people from 1 to 10 are hidden,
    further ones so that these cannot be worked out, and every number that rests on a hidden one;
    all tables, charts and paragraphs of the document are taken together.

    Parameters
    ----------
    document : Document
        The document.

    Raises
    ------
    InternalError
        If the document contradicts itself about a count.
    """
    every = document.parts("page")
    parts = [_public_part(part) for part in every if part.public]
    left_out = len(every) - len(parts)
    shown = replace(
        document,
        sections=parts,
        footer=_public_part(document.footer),
        lead=_public_blocks(document.lead),
    )
    hidden, counted = _protected(shown)
    stars = _Stars(hidden.keys, counted)
    done = replace(
        shown,
        sections=[replace(part, blocks=stars.blocks(part.blocks)) for part in parts],
        footer=replace(shown.footer, blocks=stars.blocks(shown.footer.blocks)),
        lead=stars.blocks(shown.lead),
    )
    stars_shown = {each.key for each in _people(shown.blocks())} & hidden.keys
    said = Paragraph(_said(len(stars_shown), left_out), "note")
    return PublicDocument(replace(done, lead=[said, *done.lead]), hidden, left_out)


def _public_part(part: Section) -> Section:
    return replace(part, blocks=_public_blocks(part.blocks) if part.public else ())


def _public_blocks(blocks: Sequence[Block]) -> list[Block]:
    return [
        block
        for block in blocks
        if not (isinstance(block, Paragraph | Listing | Commands | Table) and block.internal)
    ]


def _said(hidden: int, left_out: int) -> str:
    words = ["Public version: it names no client, worker or task."]
    if hidden:
        words.append(
            f"{count(hidden, 'count')} of people or tasks, and what rests on them, "
            f"{'is' if hidden == 1 else 'are'} hidden. {STAR} A zero is shown."
        )
    if left_out:
        words.append(f"{count(left_out, 'part')} of the internal version left out.")
    return " ".join(words)


# Which counts are hidden.


def _protected(document: Document) -> tuple[Hidden, frozenset[str]]:
    """Return what is hidden, and the keys of all that a reader could know or nobody knows."""
    counts: dict[str, int] = {}
    unknown: set[str] = set()
    known: set[str] = set()
    for each in _people(document.blocks()):
        known.update([each.key] if each.known else ())
        if each.number is None:
            unknown.add(each.key)
        elif counts.setdefault(each.key, each.number) != each.number:
            raise InternalError(f"the count {each.key} is {counts[each.key]} and {each.number}")
    sums = [
        each
        for table in document.tables()
        for each in table.sums
        if unknown.isdisjoint((each.total, *each.parts))
    ]
    every = list(_with_rests(counts, sums))
    return protect(counts, every, known), frozenset(counts) | unknown


def _people(blocks: Iterable[Block]) -> Iterator[People]:
    """Yield the counts of people in some blocks, also those that other numbers rest on."""
    for block in blocks:
        for cell in _cells(block):
            if isinstance(cell, People):
                yield cell
            elif isinstance(cell, Value):
                yield from (each for each in cell.rests_on if isinstance(each, People))


def _cells(block: Block) -> Iterator[Cell]:
    if isinstance(block, Paragraph):
        yield from block.numbers
    table = block.table if isinstance(block, Chart) else block
    if isinstance(table, Table):
        for row in table.rows:
            yield from row


def _with_rests(counts: dict[str, int], sums: Sequence[Sum]) -> Iterator[Sum]:
    """Yield the sums that a reader can form, and count what the page leaves to be worked out.

    Where one term of a sum stands nowhere in the document, it follows from the others; of several
    such parts the reader knows how many they are together.
    """
    left = list(sums)
    while left:
        ready = [each for each in left if len(_missing(each, counts)) <= 1]
        if not ready:
            break
        for each in ready:
            for key in _missing(each, counts):
                counts[key] = _worked_out(each, key, counts)
            left.remove(each)
            yield each
    for each in left:
        if each.total in counts:
            rest = f"the rest of {each.total} beside {', '.join(each.parts)}"
            parts = [key for key in each.parts if key in counts]
            counts[rest] = counts[each.total] - sum(counts[key] for key in parts)
            yield Sum(each.total, [*parts, rest])


def _missing(each: Sum, counts: dict[str, int]) -> list[str]:
    return [key for key in (each.total, *each.parts) if key not in counts]


def _worked_out(each: Sum, key: str, counts: dict[str, int]) -> int:
    known = sum(counts[part] for part in each.parts if part != key)
    return known if key == each.total else counts[each.total] - known


# How they are hidden.


@dataclass(frozen=True)
class _Stars:
    """Puts a star for what is hidden, and for what rests on a count that nobody has told."""

    hidden: frozenset[str]
    counted: frozenset[str]

    def blocks(self, blocks: Sequence[Block]) -> list[Block]:
        """Return blocks with stars."""
        return [self._block(block) for block in blocks]

    def _block(self, block: Block) -> Block:
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Chart):
            table = self._table(block.table)
            return block if table is block.table else block.redrawn(table) or table
        if isinstance(block, Paragraph) and any(map(self._hides, block.numbers)):
            texts = [self._text(each) for each in block.numbers]
            return replace(block, text=block.text.format(*texts), numbers=())
        return block

    def _table(self, table: Table) -> Table:
        if not any(self._hides(cell) for row in table.rows for cell in row):
            return table
        rows = [[HIDDEN if self._hides(cell) else cell for cell in row] for row in table.rows]
        note = f"{table.note} {STAR}" if table.note else STAR
        return replace(table, rows=rows, note=note)

    def _text(self, number: Value | People) -> str:
        """Return a number of a sentence; the noun of a hidden one does not tell whether it is 1."""
        if not self._hides(number):
            return Paragraph("{}", numbers=[number]).words()
        noun = number.noun if isinstance(number, People) else ""
        return f"{HIDDEN} {noun}s" if noun else HIDDEN

    def _hides(self, cell: Cell) -> bool:
        if isinstance(cell, People):
            return cell.key in self.hidden
        if isinstance(cell, Value):
            rests_on = {each.key if isinstance(each, People) else each for each in cell.rests_on}
            return not self.hidden.isdisjoint(rests_on) or not rests_on <= self.counted
        return False
