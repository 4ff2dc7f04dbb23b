"""Loops that Python would take minutes over, compiled to machine code on first use and kept.

A function that Python calls is ``compiled``: its machine code is kept on disk. A ``compiled_part``
is called by compiled functions alone; it has no way in from Python, which is half of what compiling
a small function takes, and is kept as a part of those that call it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pickle import UnpicklingError
from typing import Any, TypeVar, cast

import numba
from numba.core import caching

_Loop = TypeVar("_Loop", bound=Callable[..., object])

_UNREADABLE = (AttributeError, ImportError, EOFError, UnpicklingError)
"""How reading fails where what was written had other names."""


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
    made = _jit(loop)
    # With NUMBA_DISABLE_JIT the loop stays what it is; without a folder that can be written, it is
    # compiled in every process anew.
    if hasattr(made, "enable_caching"):
        with contextlib.suppress(RuntimeError):
            make_cache: Any = _Cache
            made._cache = make_cache(loop)
    return cast(_Loop, made)


def compiled_part(loop: _Loop) -> _Loop:
    """Compile a function that only compiled functions call; see ``compiled``."""
    return cast(_Loop, _jit(loop, no_cpython_wrapper=True))


def _jit(loop: _Loop, **options: bool) -> Any:
    # numba's annotations do not know all of its options.
    njit: Any = numba.njit
    return njit(nogil=True, no_cfunc_wrapper=True, **options)(loop)


class _Cache(caching.FunctionCache):
    """Machine code on disk that is compiled anew where it cannot be read.

    numba reads all that it kept of a loop before it looks whether the loop has changed since, and
    fails where a tuple that the old code took has another name today.
    """

    def _load_overload(self, sig: Any, target_context: Any) -> Any:
        cache: Any = super()
        try:
            return cache._load_overload(sig, target_context)
        except _UNREADABLE:
            cache.flush()
            return None

    def has_entries(self) -> bool:
        """Whether there is machine code on disk of the loop as it is."""
        files: Any = self._cache_file
        try:
            return bool(files._load_index())
        except (*_UNREADABLE, OSError):
            return False


def is_ready(*loops: Callable[..., object]) -> bool:
    """Whether compiled loops have their machine code, in this process or on disk."""
    for loop in loops:
        made: Any = loop
        cache: Any = getattr(made, "_cache", None)
        has_code = getattr(made, "signatures", True) or (
            isinstance(cache, _Cache) and cache.has_entries()
        )
        if not has_code:
            return False
    return True
