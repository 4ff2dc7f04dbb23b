"""What is known of a workbook before it is unpacked or laid out."""

from __future__ import annotations

import io
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from draws import share
from samehands.model import InputError, read
from samehands.model.io.workbook.archive import (
    MOST_CELLS,
    letter,
    open_archive,
    place_of,
    wrong_extent,
)
from workbooks import make


@pytest.mark.parametrize(
    ("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (16_383, "XFD")]
)
def test_columns_are_counted_by_letters(place: int, name: str) -> None:
    assert (letter(place), place_of(name)) == (name, place)


def test_every_letter_is_the_inverse_of_its_place() -> None:
    assert [place_of(letter(place)) for place in range(2000)] == [*range(2000)]


def _rows(*rows: str) -> bytes:
    return f"<table:table>{''.join(rows)}</table:table>".encode()


FULL = "<table:table-cell><text:p>x</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("xml", "is_wrong"),
    [
        (_rows(f"<table:table-row>{FULL}</table:table-row>"), False),
        # What LibreOffice writes below the last row, and beside the last column.
        (
            _rows(
                f"<table:table-row>{FULL}<table:table-cell "
                'table:number-columns-repeated="16383"/></table:table-row>',
                '<table:table-row table:number-rows-repeated="1048575"><table:table-cell '
                'table:number-columns-repeated="16384"/></table:table-row>',
            ),
            False,
        ),
        (
            _rows(
                '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/>'
                "</table:table-row>",
                '<table:table-row><table:table-cell table:number-columns-repeated="50"/>'
                f"{FULL}</table:table-row>",
            ),
            True,
        ),
        (
            _rows(
                '<table:table-row table:number-rows-repeated="20000"><table:table-cell '
                'table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell>'
                "</table:table-row>"
            ),
            True,
        ),
    ],
)
def test_cells_far_out_are_seen_in_open_documents(xml: bytes, is_wrong: bool) -> None:
    says = wrong_extent(xml)
    assert (says is not None) == is_wrong
    assert says is None or f"{MOST_CELLS:,}" in says


def test_a_part_that_is_longer_than_it_says_is_refused() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(5_000_000))
    # The size stands in the directory at the end as four bytes.
    lied = out.getvalue().replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lied != out.getvalue()
    with pytest.raises(InputError, match="is damaged"):
        open_archive(lied, "office.xlsx")


@pytest.mark.parametrize("seed", range(share(100)))
def test_a_damaged_workbook_is_read_or_refused(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rng = Random(seed)
    path = make(tmp_path_factory.mktemp("damaged") / "office.xlsx")
    data = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 5)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    try:
        found, _ = read(bytes(data))
    except InputError as error:
        assert error.problems
    else:
        assert found.clients.height == 2
