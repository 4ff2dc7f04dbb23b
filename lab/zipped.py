"""Zip files that are sent: their sizes are looked at before anything in them is unpacked."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from ..model.errors import InputError, InputFault
from ..model.io.workbook.archive import MOST_PARTS, MOST_UNPACKED, is_archive

_HIDDEN = re.compile(r"(^|/)(__MACOSX/|\.)")
"""What file managers put beside the files that were chosen."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip archive, the same bytes for the same files."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            # Without the time, which would be another one each time.
            archive.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return content.getvalue()


def unpack(data: bytes, name: str) -> dict[str, bytes]:
    """Return the files of a zip archive by their names.

    Parameters
    ----------
    data : bytes
        The whole archive.
    name : str
        Its name, for messages.

    Raises
    ------
    InputError
        If it is none, is damaged, has a password, or unpacks to more than a machine should hold.
    """
    try:
        if is_archive(data):
            with ZipFile(io.BytesIO(data)) as archive:
                return _read_all(archive, name)
        says = "is no zip file"
    except (BadZipFile, zlib.error, EOFError, OSError):
        says = "is damaged; make a plain .zip of the files"
    except RuntimeError:
        says = "has a password, or is packed as none is read; make a plain .zip of the files"
    raise InputError([InputFault("file", None, None, name, says)])


def _read_all(archive: ZipFile, name: str) -> dict[str, bytes]:
    parts = [part for part in archive.infolist() if not part.is_dir()]
    size = sum(part.file_size for part in parts)
    if size > MOST_UNPACKED or len(parts) > MOST_PARTS:
        says = (
            f"unpacks to {size:,} bytes in {len(parts):,} files; at most {MOST_UNPACKED:,} bytes "
            f"in {MOST_PARTS:,} files are read"
        )
        raise InputError([InputFault("file", None, None, name, says)])
    # No file gives more than the directory says: whatever follows makes it a damaged one.
    return {
        part.filename: archive.read(part) for part in parts if not _HIDDEN.search(part.filename)
    }
