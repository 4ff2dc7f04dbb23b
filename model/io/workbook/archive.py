"""A workbook as the archive that it is: what is looked at before anything in it is believed.

A small file may unpack to more than a machine holds, and one cell in the last corner of a sheet
makes a reader lay out billions of empty ones. So sizes are read from the directory of the archive,
every part is unpacked once in pieces, and the corners of a sheet are known before it is opened.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from ...checks.cells import shown
from ...errors import InputError, InputFault

MOST_UNPACKED = 300_000_000
"""Most bytes that the parts of a workbook may have together."""

MOST_PARTS = 10_000
"""Most parts of a workbook."""

MOST_CELLS = 10_000_000
"""Most cells of a sheet, the empty ones between the first and the last included."""

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_PIECE = 1 << 20
_MANIFEST = "META-INF/manifest.xml"
_SAVE = "save it as an Excel workbook (.xlsx)"


@dataclass(frozen=True)
class Archive:
    """The parts of a workbook, whose sizes have been checked.

    Parameters
    ----------
    name : str
        Name of the file, for messages.
    data : bytes
        The whole file.
    is_open_document : bool
        Whether it is an OpenDocument spreadsheet (.ods), else an Excel workbook (.xlsx).
    """

    name: str
    data: bytes
    is_open_document: bool

    def part(self, path: str) -> bytes:
        """Return one part, unpacked; nothing if it is not there."""
        with ZipFile(io.BytesIO(self.data)) as archive:
            return archive.read(path) if path in archive.namelist() else b""


def is_archive(data: bytes) -> bool:
    """Whether bytes begin as those of a workbook do."""
    return data.startswith(_ZIP)


def open_archive(data: bytes, name: str) -> Archive:
    """Check the form and the sizes of a workbook.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for messages.

    Returns
    -------
    Archive
        What may be read.

    Raises
    ------
    InputError
        If it is no workbook, has a password or macros, is damaged, or too large.
    """
    says = _wrong_form(data)
    if says is None:
        try:
            says = _wrong_parts(data)
        except (BadZipFile, zlib.error, EOFError, OSError):
            says = f"is damaged, or no workbook; open it in a spreadsheet program and {_SAVE}"
        except RuntimeError:
            says = f"has a password, or is packed as none is read; {_SAVE} without a password"
    if says is not None:
        raise InputError([file_fault(name, says)])
    with ZipFile(io.BytesIO(data)) as archive:
        return Archive(name, data, "content.xml" in archive.namelist())


def file_fault(name: str, says: str) -> InputFault:
    """Return a fault of a whole file."""
    return InputFault("file", None, None, name, says)


def _wrong_form(data: bytes) -> str | None:
    if data.startswith(_OLE):
        return f"has a password, or is an old .xls workbook; {_SAVE} without a password"
    if not is_archive(data):
        return (
            "is no workbook, whatever its name says; if it holds a table as text, name it .csv and "
            f"put it into a folder, else {_SAVE}"
        )
    return None


def _wrong_parts(data: bytes) -> str | None:
    with ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        size = sum(part.file_size for part in parts)
        if size > MOST_UNPACKED or len(parts) > MOST_PARTS:
            return (
                f"unpacks to {size:,} bytes in {len(parts):,} parts; at most {MOST_UNPACKED:,} "
                f"bytes in {MOST_PARTS:,} parts are read: put large tables into .csv or .parquet"
            )
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            return f"holds macros; {_SAVE}, which has none"
        if "xl/workbook.bin" in names:
            return f"is a binary workbook (.xlsb); {_SAVE}"
        if not names & {"xl/workbook.xml", "content.xml"}:
            return f"holds no sheets; {_SAVE}"
        for part in parts:
            # Unpacked in pieces and thrown away: a part longer than the directory says is damaged.
            with archive.open(part) as stream:
                while stream.read(_PIECE):
                    pass
        if _MANIFEST in names and b"encryption-data" in archive.read(_MANIFEST):
            return f"has a password; {_SAVE} without one"
    return None


# The corners of a sheet.

_LETTERS = re.compile(rb'\sr="([A-Z]{1,3})[0-9]+"')
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="([0-9]{1,7})"')


def letter(place: int) -> str:
    """Return the letter of a column, which are counted from 0: A, B, ..., Z, AA, AB."""
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters = chr(ord("A") + rest) + letters
        place -= 1
    return letters


def place_of(letters: str) -> int:
    """Return the number of a column from its letter; the inverse of ``letter``."""
    place = 0
    for each in letters:
        place = place * 26 + ord(each) - ord("A") + 1
    return place - 1


def wrong_corner(xml: bytes) -> str | None:
    """Return what is wrong with the extent of a sheet of an Excel workbook, or None.

    Parameters
    ----------
    xml : bytes
        The part of the sheet.
    """
    letters = _LETTERS.findall(xml)
    if len(letters) < len(_CELL.findall(xml)):
        return "its cells do not say where they stand; open it in a spreadsheet program and save it"
    if not letters:
        return None
    width = 1 + max(place_of(each.decode()) for each in set(letters))
    height = max(map(int, set(_ROW.findall(xml))), default=0)
    if width * height <= MOST_CELLS:
        return None
    corner = shown(f"{letter(width - 1)}{height}").strip("'")
    return (
        f"its cells reach to {corner}, which is more than {MOST_CELLS:,} with the empty ones; "
        "delete what stands far out, down to the end of the table"
    )


_TOKEN = re.compile(
    rb"<table:table-row\b([^>]*)>|<table:(?:covered-)?table-cell\b([^>]*?)(/?)>|(</table:table>)"
)
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="([0-9]{1,9})"')


def wrong_extent(xml: bytes) -> str | None:
    """Return what is wrong with the extent of the sheets of an OpenDocument, or None.

    Parameters
    ----------
    xml : bytes
        The part with all sheets.
    """
    height = width = row = last = column = 0
    for found in _TOKEN.finditer(xml):
        if found[4]:
            height = width = row = last = column = 0
        elif found[1] is not None:
            row, column = row + _repeats(found[1]), 0
        else:
            column += _repeats(found[2])
            if not found[3]:
                height, width = row, max(width, column)
                last = height * width
        if last > MOST_CELLS:
            return (
                f"a sheet has more than {MOST_CELLS:,} cells with the empty ones; delete what "
                "stands far out, down to the end of the table"
            )
    return None


def _repeats(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return 1 if found is None else int(found[1])
