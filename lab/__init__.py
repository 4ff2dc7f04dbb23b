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

import lazy_loader  # pyright: ignore[reportMissingTypeStubs]

# The process of a run is in this folder too, and begins a second sooner without the pages.
# lazy_loader ships no types, hence what is ignored here.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(  # pyright: ignore[reportUnknownVariableType]
    __name__, __file__
)
