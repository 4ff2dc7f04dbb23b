"""Who imports whom in the package, read from the syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from source_tree import PACKAGE, Module, modules


@dataclass(frozen=True)
class Import:
    """One imported name.

    Parameters
    ----------
    source : str
        The module that imports.
    target : str
        The module that is imported, in full, e.g. ``samehands.model.policy`` or ``numpy``.
    line : int
        Line of the statement.
    for_types : bool
        Whether only type checkers see it; one inside a function runs, only later.
    relative : bool
        Whether it was written with leading dots.
    """

    source: str
    target: str
    line: int
    for_types: bool
    relative: bool

    @property
    def inside(self) -> bool:
        """Whether the target is a part of the package."""
        return self.target.split(".")[0] == PACKAGE

    def __str__(self) -> str:
        return f"{self.source}:{self.line} imports {self.target}"


def folder_of(name: str) -> str:
    """Return the folder of a module of the package, empty for the root and ``__main__``."""
    module = modules().get(name)
    return module.folder if module else name.split(".")[1]


@cache
def imports() -> tuple[Import, ...]:
    """Return every import of every module of the package."""
    return tuple(found for module in modules().values() for found in _module_imports(module))


def _module_imports(module: Module) -> Iterator[Import]:
    for node, for_types in _statements(module.tree, False):
        relative = isinstance(node, ast.ImportFrom) and node.level > 0
        for target in _targets(module, node):
            yield Import(module.name, target, node.lineno, for_types, relative)


def _statements(
    node: ast.AST, for_types: bool
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, for_types
        else:
            yield from _statements(child, for_types or _is_for_types(child))


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def _targets(module: Module, node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = node.module or ""
    if node.level:
        package = module.name.split(".")[: None if module.is_package else -1]
        above = package[: len(package) - (node.level - 1)]
        base = ".".join([*above, *([node.module] if node.module else [])])
    names = [f"{base}.{alias.name}" for alias in node.names]
    return sorted({name if name in modules() else base for name in names})
