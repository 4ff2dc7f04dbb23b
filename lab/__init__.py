"""The lab: pages in a browser on which tables, standards and runs are tried, on this machine alone.

=============================================  =========================
question                                       file
=============================================  =========================
What is loaded, and which scenarios are there? ``workspace``
How is it kept in a file?                      ``project``
What is a run asked, and what is the same?     ``questions``, ``calls``
How does a run get on, wait, stop and end?     ``runs``
What happens in its process?                   ``processes``, ``progress``
Who may ask, and how much may they send?       ``safety``
What do all pages share?                       ``pages``
Which page answers which address?              ``app``
=============================================  =========================

A page holds no logic of its own: each button is one call of the library, and the page shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .app import create_app
    from .workspace import Workspace

__all__ = ["Workspace", "create_app"]


def __getattr__(name: str) -> object:
    # The process of a run is in this folder too, and begins sooner without the pages.
    if name == "create_app":
        from .app import create_app

        return create_app
    if name == "Workspace":
        from .workspace import Workspace

        return Workspace
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
