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
    at_import : bool
        Whether it runs when ``source`` is imported: neither in a function nor for type checkers.
    relative : bool
        Whether it was written with leading dots.
    """

    source: str
    target: str
    line: int
    at_import: bool
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
    for node, at_import in _statements(module.tree, True):
        relative = isinstance(node, ast.ImportFrom) and node.level > 0
        for target in _targets(module, node):
            yield Import(module.name, target, node.lineno, at_import, relative)


def _statements(
    node: ast.AST, at_import: bool
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, at_import
        else:
            yield from _statements(child, at_import and not _is_deferred(child))


def _is_deferred(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


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
