"""The package and its tests as syntax trees, for the tests of the house rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

import pytest

PACKAGE = "samehands"
ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
HAS_SOURCE = (ROOT / "Makefile").is_file() and (ROOT / "__init__.py").is_file()

needs_source = pytest.mark.skipif(
    not HAS_SOURCE, reason="looks at the repository, and here only the installed wheel is tested"
)


@dataclass(frozen=True)
class Module:
    """A file.

    Parameters
    ----------
    name : str
        Dotted name, e.g. ``samehands.model.policy``; a test's path for tests.
    path : pathlib.Path
        The file.
    text : str
        Its text.
    """

    name: str
    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree, made when first asked for: all processes of tests list modules."""
        return ast.parse(self.text, filename=str(self.path))

    @property
    def folder(self) -> str:
        """Folder of the package it lies in; empty at the root."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 2 or (len(parts) > 1 and self.is_package) else ""

    @property
    def is_package(self) -> bool:
        """Whether it is the ``__init__`` of a folder."""
        return self.path.name == "__init__.py"


def package_folder() -> Path:
    """Return the folder that ``import samehands`` reads: the root of the clone, or the wheel's."""
    spec = find_spec(PACKAGE)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).resolve().parent


@cache
def packages() -> dict[str, Path]:
    """Return the folders with an ``__init__.py``, by dotted name."""
    return dict(_packages(PACKAGE, package_folder()))


def _packages(name: str, folder: Path) -> Iterator[tuple[str, Path]]:
    yield name, folder
    for child in sorted(folder.iterdir()):
        if (child / "__init__.py").is_file():
            yield from _packages(f"{name}.{child.name}", child)


@cache
def modules() -> dict[str, Module]:
    """Return every module of the package, by dotted name."""
    found: dict[str, Module] = {}
    for package, folder in packages().items():
        for path in sorted(folder.glob("*.py")):
            name = package if path.name == "__init__.py" else f"{package}.{path.stem}"
            found[name] = _read(name, path)
    return found


@cache
def modules_of_tests() -> tuple[Module, ...]:
    """Return every Python file under ``tests``."""
    paths = sorted(TESTS.rglob("*.py"))
    return tuple(_read(str(path.relative_to(TESTS)), path) for path in paths)


def _read(name: str, path: Path) -> Module:
    return Module(name, path, path.read_text(encoding="utf-8"))
