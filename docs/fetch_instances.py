"""Fetch the public instances that are benchmarked, none of which is kept in this repository.

``python docs/fetch_instances.py DIR`` fetches every file of ``public_instances.csv`` into a folder
and compares its SHA-256 digest with the one that stands there. What is there already and right is
left alone, so that a fetch that was interrupted goes on where it was.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

TABLE = Path(__file__).with_name("public_instances.csv")
"""The files: where each goes, its address, its digest."""

_PATIENCE = 60.0
"""Seconds without a byte after which a server is given up."""


class PublicFile(NamedTuple):
    """A public file.

    Parameters
    ----------
    file : str
        Where it goes, relative to the folder.
    address : str
        Where it is.
    sha256 : str
        What it is, in hexadecimal.
    """

    file: str
    address: str
    sha256: str


def read_table(table: Path = TABLE) -> list[PublicFile]:
    """Return the public files of a table."""
    with table.open(encoding="utf-8", newline="") as rows:
        return [PublicFile(**row) for row in csv.DictReader(rows)]


def fetch(files: Sequence[PublicFile], folder: Path) -> Iterator[str]:
    """Fetch files that are not there yet, and say of each what is wrong with it.

    Parameters
    ----------
    files : sequence of PublicFile
        What to fetch.
    folder : Path
        Where to; made if it is missing.

    Yields
    ------
    str
        One sentence per file that could not be fetched or is not what it should be; nothing is
        written of such a file.
    """
    for each in files:
        place = folder / each.file
        if place.is_file() and _digest(place.read_bytes()) == each.sha256:
            continue
        try:
            with urlopen(each.address, timeout=_PATIENCE) as answer:
                data: bytes = answer.read()
        except (URLError, TimeoutError, OSError) as error:
            yield f"{each.file} cannot be had from {each.address}: {error}"
            continue
        if _digest(data) != each.sha256:
            yield f"{each.file} is another file now at {each.address}: {_digest(data)}"
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f".{place.name}.part")
        part.write_bytes(data)
        part.replace(place)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch all public instances, from the command line.

    Parameters
    ----------
    arguments : sequence of str or None
        What stands after the name of the script; that of the process by default.

    Returns
    -------
    int
        0 if all files are there, 1 if some are not.
    """
    parser = argparse.ArgumentParser(prog="python docs/fetch_instances.py")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--table", type=Path, default=TABLE, help="files, addresses and digests")
    asked = parser.parse_args(arguments)
    files = read_table(asked.table)
    faults = 0
    for fault in fetch(files, asked.folder):
        faults += 1
        sys.stderr.write(f"{fault}\n")
    sys.stdout.write(f"{len(files) - faults} of {len(files)} files are in {asked.folder}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
