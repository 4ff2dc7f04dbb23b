"""Loops that Python would take minutes over: compiled on first use and kept on disk.

A function that Python calls is ``compiled``: its machine code is kept in a folder of our own. A
``compiled_part`` is called by compiled functions alone; it has no way in from Python, which is half
of what compiling a small function takes, and is kept as a part of those that call it. Both may be
``allocation_free``, which makes short functions of many arrays several times as fast.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core import caching, config
from numpy.typing import NDArray

Array = NDArray[Any]
_Loop = TypeVar("_Loop", bound=Callable[..., object])

MINUS, ZERO, PLUS = (cast(int, np.int64(number)) for number in (-1, 0, 1))
NO, YES = (cast(bool, np.bool_(value)) for value in (False, True))
"""Numbers of the type of all others, for compiled functions to hand on: numba compiles a function
once more for a literal."""

_UNREADABLE = (AttributeError, ImportError, EOFError, UnpicklingError)
"""How reading fails where what was written had other names."""

_NAME = "samehands-"
"""How the names of folders with machine code begin."""


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
    return _kept(loop, _jit(loop))


def _kept(loop: _Loop, made: Any) -> _Loop:
    # With NUMBA_DISABLE_JIT the loop stays what it is; a loop that stands in no file has no cache.
    if CACHE_FOLDER is not None and hasattr(made, "enable_caching"):
        make_cache: Any = _Cache
        with _cache_in(CACHE_FOLDER), suppress(RuntimeError):
            made._cache = make_cache(loop)
    return cast(_Loop, made)


def compiled_part(loop: _Loop) -> _Loop:
    """Compile a function that only compiled functions call; see ``compiled``."""
    return cast(_Loop, _jit(loop, no_cpython_wrapper=True))


def allocation_free(loop: _Loop) -> _Loop:
    """Compile a function that makes no array of its own; see ``compiled``.

    References to arrays are not counted in it, which takes most of the time of short functions that
    hand on named tuples of many arrays. numba refuses what would make an array in its own body; a
    function that is called may make some. One that returns arrays is called by functions of this
    kind alone: others give back references that were never taken.
    """
    return _kept(loop, _jit(loop, _nrt=False))


def allocation_free_part(loop: _Loop) -> _Loop:
    """Compile a part of what is ``allocation_free``; see ``compiled_part``."""
    return cast(_Loop, _jit(loop, no_cpython_wrapper=True, _nrt=False))


def _jit(loop: Callable[..., object], **options: bool) -> Any:
    # numba's annotations do not know all of its options.
    njit: Any = numba.njit
    return njit(nogil=True, no_cfunc_wrapper=True, **options)(loop)


@allocation_free_part
def copy_values(values: Array, into: Array) -> None:
    """Copy an array of one dimension, value by value.

    An assignment of arrays takes numba seconds to compile, and makes an array in case they overlap.
    """
    for k in range(len(values)):
        into[k] = values[k]


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


_Arrays = TypeVar("_Arrays", bound=tuple[Any, ...])


def protect(arrays: _Arrays) -> _Arrays:
    """Return a named tuple whose arrays are contiguous and may not be written to.

    Tables are read into arrays that may not be written to, and what is worked out from them may:
    numba compiles all anew for each mixture of both, unless all arrays are of one type.

    Parameters
    ----------
    arrays : named tuple of arrays and numbers
        What compiled functions read.

    Returns
    -------
    named tuple
        Of the same kind; views of contiguous arrays, copies of others.
    """
    kind: Any = type(arrays)
    return cast(_Arrays, kind(*(_protected(each) for each in arrays)))


def _protected(value: object) -> object:
    if not isinstance(value, np.ndarray):
        return value
    array = cast("np.ndarray[Any, np.dtype[Any]]", value)
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


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


@contextmanager
def _cache_in(folder: Path) -> Generator[None]:
    """Let numba keep machine code in a folder while a function is declared."""
    settings: Any = config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        settings.CACHE_DIR = before


def find_cache_folder() -> Path | None:
    """Return the folder for machine code: the first of these that can be written.

    ``NUMBA_CACHE_DIR`` where it is set; else beside the package's files, else in the user's cache
    (``XDG_CACHE_HOME``, ``~/.cache``). Its name depends on the source of all compiled functions and
    on numba's version, for numba itself looks at one file and not at those that it calls.

    Returns
    -------
    Path or None
        None where none of them can be written: then code is compiled anew in every process.
    """
    name, named = _NAME + _source_key(), os.environ.get("NUMBA_CACHE_DIR")
    if named:
        return _writable(Path(named) / name)
    beside = _writable(_PACKAGE / "__pycache__" / name)
    if beside is not None:
        # Code of a source that is no longer there.
        for other in beside.parent.glob(_NAME + "*"):
            if other != beside:
                shutil.rmtree(other, ignore_errors=True)
        return beside
    with suppress(RuntimeError):
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return _writable(Path(home) / "samehands" / name)
    return None


def _source_key() -> str:
    """Return a key of the source of all compiled functions."""
    key = hashlib.sha256(numba.__version__.encode())
    sources = [*_PACKAGE.rglob("*.py"), *(_PACKAGE.parent / "simulation").rglob("*.py")]
    for path in sorted(sources):
        source = path.read_bytes()
        if b"compiled" in source:
            key.update(source)
    return key.hexdigest()[:16]


def _writable(folder: Path) -> Path | None:
    """Return a folder, made where there is none, if files can be written into it."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    return None


_PACKAGE = Path(__file__).parent

CACHE_FOLDER = find_cache_folder()
"""Where machine code is kept; None where nothing can be written."""
