"""Loops that Python would take minutes over, compiled to machine code on first use and kept.

A function that Python calls is ``compiled``: its machine code is kept on disk. A ``compiled_part``
is called by compiled functions alone; it has no way in from Python, which is half of what compiling
a small function takes, and is kept as a part of those that call it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

_Loop = TypeVar("_Loop", bound=Callable[..., object])


def compiled(loop: _Loop) -> _Loop:
    """Compile a function of numbers and arrays; the machine code is kept on disk between runs.

    Parameters
    ----------
    loop : callable
        A function in the part of Python that numba compiles. It runs without the interpreter's
        lock, so that threads may run it side by side.

    Returns
    -------
    callable
        The same function, compiled at its first call.
    """
    return _jit(loop, cache=True)


def compiled_part(loop: _Loop) -> _Loop:
    """Compile a function that only compiled functions call; see ``compiled``."""
    return _jit(loop, no_cpython_wrapper=True)


def _jit(loop: _Loop, **options: bool) -> _Loop:
    # numba's annotations do not know all of its options.
    njit: Any = numba.njit
    return cast(_Loop, njit(nogil=True, no_cfunc_wrapper=True, **options)(loop))
