"""Files as bytes, text and TOML: reading with faults as problems, writing all or nothing."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

import tomli_w
from pydantic import BaseModel

from ..errors import InputFault

BOM = b"\xef\xbb\xbf"
"""Mark that some programs put at the start of a UTF-8 file."""


def read_text(path: Path, table: str, problems: list[InputFault]) -> str | None:
    """Return the text of a UTF-8 file, or record why it cannot be read.

    Parameters
    ----------
    path : Path
        The file.
    table : str
        What it holds, as problems name it.
    problems : list of InputFault
        Where a fault goes.

    Returns
    -------
    str or None
        The text without a byte order mark; None if there is a fault.
    """
    data = read_bytes(path, problems)
    if data is None:
        return None
    data = data.removeprefix(BOM)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        says = f"not UTF-8 text (first at line {line}); save {path.name} with the encoding UTF-8"
        problems.append(InputFault(table, None, None, None, says))
        return None


def read_bytes(path: Path, problems: list[InputFault]) -> bytes | None:
    """Return what a file holds, or record why it cannot be read and return None."""
    try:
        return path.read_bytes()
    except OSError as error:
        says = f"cannot be read: {error.strerror or error}"
        problems.append(InputFault("file", None, None, path.name, says))
        return None


def write_files(files: Mapping[Path, str | bytes]) -> None:
    """Write files, replacing what is there, so that none is ever seen half-written.

    Parameters
    ----------
    files : mapping of Path to str or bytes
        What each file holds, texts as UTF-8; missing folders are made. All are written beside their
        places before the first is moved there.

    Raises
    ------
    OSError
        If a file cannot be written; no file is replaced unless all could be written.
    """
    drafts = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in files}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content.encode("utf-8") if isinstance(content, str) else content
            drafts[path].write_bytes(data)
        for path, draft in drafts.items():
            draft.replace(path)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def parse_toml(text: str, table: str, problems: list[InputFault]) -> dict[str, object] | None:
    """Return the data of a TOML text, or record why it cannot be read.

    Parameters
    ----------
    text : str
        The whole text.
    table : str
        What it holds, as problems name it.
    problems : list of InputFault
        Where a fault goes.

    Returns
    -------
    dict or None
        Plain data; None if there is a fault.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        says = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        problems.append(InputFault(table, None, None, None, f"not valid TOML: {says}"))
        return None


def format_toml(model: BaseModel) -> str:
    """Return a model as TOML text; fields that are None are left out."""
    return tomli_w.dumps(model.model_dump(exclude_none=True))
