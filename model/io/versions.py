"""Which form a file has: its version, and the fields that it must and may have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from ..checks.messages import suggestion
from ..checks.privacy import shown
from ..errors import InputFault

VERSION: Literal[1] = 1
"""Version of the form in which answers are written; files without one are of this version."""


def wrong_fields(
    content: Mapping[str, object], kind: str, needed: Iterable[str], known: Iterable[str]
) -> list[InputFault]:
    """Return what is wrong with the names of an answer's fields, and with its version.

    Parameters
    ----------
    content : mapping
        The fields.
    kind : str
        What the answer is called.
    needed, known : iterable of str
        The fields that must be there, and all that may be.

    Returns
    -------
    list of InputFault
        Only the version where that is another one: its fields may be others too.
    """
    version = content.get("version", VERSION)
    if version != VERSION or isinstance(version, bool):
        says = (
            f"{shown(version)} is a version that this samehands does not read; it reads {VERSION}"
        )
        return [InputFault(kind, None, None, "version", says)]
    names = tuple(known)
    found = [
        InputFault(kind, None, None, name, "the field is missing")
        for name in needed
        if name not in content
    ]
    for name in content:
        if name not in names:
            says = f"unknown field {shown(name)}{suggestion(name, names)}"
            found.append(InputFault(kind, None, None, shown(name).strip("'"), says))
    return found
