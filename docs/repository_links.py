"""Links of the Markdown pages, which lead to files of the repository, as the site has them.

A page is read in two places: in the repository, where a link to any file works, and on the site,
which has pages alone. There a link to a folder leads to its ``README.md``, one to a document of the
root to its copy, and one to a source file becomes the path of the file.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
COPIED = {
    "README.md": "index.md",
    "CHANGELOG.md": "reference/changelog.md",
    "CONTRIBUTING.md": "reference/contributing.md",
}
"""Documents of the root, and the pages of the site that have what they say."""

_LINK = re.compile(r"(?<!!)\[((?:[^\]\[]|\\.)+)\]\(([^)\s:#]+)(#[^)\s]+)?\)")
_FENCED = re.compile(r"(^```.*?^```$)", flags=re.DOTALL | re.MULTILINE)


def resolve_links(app: Any, name: str, source: list[str]) -> None:
    """Rewrite the links of a page; Sphinx calls it with the page's text before parsing it.

    Parameters
    ----------
    app : sphinx.application.Sphinx
        Who asks.
    name : str
        The page, without its ending.
    source : list of str
        Its text, replaced in place.
    """
    page = Path(app.env.doc2path(name))
    if page.suffix == ".md":
        source[0] = resolved(source[0], page.parent)


def resolved(text: str, home: Path, new_home: Path | None = None) -> str:
    """Return the text of a page with its links as the site has them.

    Parameters
    ----------
    text : str
        Markdown.
    home : pathlib.Path
        The folder that its links start from.
    new_home : pathlib.Path or None
        The folder that they are to start from; None: the same.
    """
    parts = _FENCED.split(text)
    parts[::2] = [
        _LINK.sub(lambda found: _link(found, home, new_home or home), part) for part in parts[::2]
    ]
    return "".join(parts)


def _link(found: re.Match[str], home: Path, new_home: Path) -> str:
    words, target, anchor = found[1], found[2], found[3] or ""
    place = Path(os.path.normpath(home / target))
    if place.is_dir() and place.is_relative_to(DOCS):
        place /= "README.md"
    is_copied = place.parent == ROOT and place.name in COPIED
    if is_copied:
        # The copy is made when the site is built.
        place = DOCS / COPIED[place.name]
    if not place.is_relative_to(ROOT) or not (is_copied or place.exists()):
        return found[0]
    if place.is_relative_to(DOCS):
        return f"[{words}]({os.path.relpath(place, new_home)}{anchor})"
    path = f"`{place.relative_to(ROOT)}`"
    is_said = words.replace("\\", "").strip("`") == path.strip("`")
    return path if is_said else f"{words} ({path})"
