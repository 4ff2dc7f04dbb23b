"""What is public in the package, and how it is documented, read from the syntax trees."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from source_tree import PACKAGE, Module, modules

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Public:
    """A public function, class or method.

    Parameters
    ----------
    name : str
        Dotted name, from the package on.
    node : ast.FunctionDef, ast.AsyncFunctionDef or ast.ClassDef
        Its definition.
    """

    name: str
    node: Definition

    @property
    def documented(self) -> bool:
        """Whether it has a docstring."""
        return bool((ast.get_docstring(self.node) or "").strip())


def is_public(name: str) -> bool:
    """Whether no part of a dotted name starts with an underscore."""
    return not any(part.startswith("_") for part in name.split("."))


def definitions() -> Iterator[Public]:
    """Yield the public functions, classes and methods of the public modules."""
    for module in modules().values():
        yield from _definitions(module.name, module.tree.body)


def _definitions(prefix: str, body: list[ast.stmt]) -> Iterator[Public]:
    for node in body:
        if not isinstance(node, Definition) or not is_public(name := f"{prefix}.{node.name}"):
            continue
        decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
        if not decorators & {"overload", f"{node.name}.setter"}:
            yield Public(name, node)
        if isinstance(node, ast.ClassDef):
            yield from _definitions(name, node.body)


def documented_parameters(node: Definition) -> list[str]:
    """Return the names in the Parameters section of a docstring, in order; none without one."""
    lines = inspect.cleandoc(ast.get_docstring(node) or "").splitlines()
    heads = [i for i in range(1, len(lines)) if re.fullmatch("-{3,}", lines[i])]
    found: list[str] = []
    for head in heads:
        if lines[head - 1] == "Parameters":
            end = min((other - 1 for other in heads if other > head), default=len(lines))
            for line in lines[head + 1 : end]:
                if line and not line.startswith(" "):
                    found += [name.strip(" *") for name in line.split(" : ")[0].split(",")]
    return found


def parameters(node: Definition) -> list[str]:
    """Return the names of a function's parameters, or of those that make an object of a class."""
    if isinstance(node, ast.ClassDef):
        for child in node.body:
            if isinstance(child, ast.FunctionDef) and child.name == "__init__":
                return parameters(child)
        return [name for child in node.body for name in _field(child)]
    spec = node.args
    plain = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
    starred = [arg for arg in (spec.vararg, spec.kwarg) if arg is not None]
    return [arg.arg for arg in [*plain, *starred] if arg.arg not in ("self", "cls")]


def _field(node: ast.stmt) -> list[str]:
    if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
        return []
    outside = "ClassVar" in ast.unparse(node.annotation) or (
        node.value is not None and "init=False" in ast.unparse(node.value)
    )
    return [] if outside else [node.target.id]


def exported(module: Module) -> dict[str, str]:
    """Return the public names that a folder's ``__init__`` binds, each with where it comes from.

    What it imports for its own use is not among them. Where a stub stands beside it, the stub has
    the names, and ``__init__`` loads them from there.
    """
    names: dict[str, str] = {}
    stub = module.path.with_suffix(".pyi")
    tree = ast.parse(stub.read_text(encoding="utf-8")) if stub.is_file() else module.tree
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in _top_level(tree.body):
        if isinstance(node, ast.ImportFrom) and node.module not in ("__future__", "typing"):
            source = _source(module, node)
            bound = {alias.asname or alias.name: alias.name for alias in node.names}
            names |= {
                name: f"{source}.{origin}" for name, origin in bound.items() if name not in used
            }
        elif isinstance(node, Definition):
            names[node.name] = f"{module.name}.{node.name}"
        else:
            names |= {name: f"{module.name}.{name}" for name in _assigned(node)}
    return {name: origin for name, origin in names.items() if is_public(name)}


def _source(module: Module, node: ast.ImportFrom) -> str:
    parts = module.name.split(".")
    above = parts[: len(parts) - (node.level - 1)] if node.level else []
    return ".".join([*above, *([node.module] if node.module else [])])


def _top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.If):
            yield from _top_level(node.body)
            yield from _top_level(node.orelse)
        else:
            yield node


def _assigned(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.AnnAssign):
        return [ast.unparse(node.target)]
    if isinstance(node, ast.Assign):
        return [ast.unparse(target) for target in node.targets]
    return []


def has_docstring(origin: str) -> bool:
    """Whether a public name is documented where it is defined; a constant by the text below it."""
    home, _, name = origin.rpartition(".")
    if origin in modules() or home not in modules():
        return home.split(".")[0] != PACKAGE or origin in modules()
    body = list(_top_level(modules()[home].tree.body))
    for i, node in enumerate(body):
        if isinstance(node, Definition) and node.name == name:
            return Public(origin, node).documented
        if name in _assigned(node):
            after = body[i + 1] if i + 1 < len(body) else None
            return isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
    further = exported(modules()[home]).get(name, origin)
    return further != origin and has_docstring(further)
