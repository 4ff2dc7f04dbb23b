"""Loops that Python would take minutes over, compiled to machine code on first use and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

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
    decorate = cast(Callable[[_Loop], _Loop], numba.njit(cache=True, nogil=True))
    return decorate(loop)
