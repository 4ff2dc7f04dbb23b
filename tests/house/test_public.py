"""The public face of each folder: ``__all__`` tells the truth, and all of it is documented."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from importlib import import_module
from types import ModuleType

import pytest

from public_names import (
    definitions,
    documented_parameters,
    exported,
    has_docstring,
    is_public,
    parameters,
)
from source_tree import PACKAGE, modules, packages

PUBLIC = {name: modules()[name] for name in packages() if is_public(name)}


@pytest.mark.parametrize("name", PUBLIC)
def test_all_is_what_there_is(name: str) -> None:
    module = import_module(name)
    names = [
        each
        for each, origin in exported(PUBLIC[name]).items()
        if not isinstance(getattr(module, each), ModuleType) or origin in packages()
    ]
    assert sorted(getattr(module, "__all__", [])) == sorted(names)


@pytest.mark.parametrize("name", PUBLIC)
def test_all_is_documented(name: str) -> None:
    origins = exported(PUBLIC[name])
    missing = [each for each, origin in origins.items() if not has_docstring(origin)]
    assert missing == []


@pytest.mark.parametrize("name", PUBLIC)
def test_no_function_bears_the_name_of_a_folder(name: str) -> None:
    folders = {module.folder for module in modules().values()}
    shadowed = [
        each
        for each in folders & set(getattr(import_module(name), "__all__", []))
        if not isinstance(getattr(import_module(name), each), ModuleType)
    ]
    assert shadowed == []


def test_the_stub_of_the_root_is_what_is_loaded() -> None:
    package = import_module(PACKAGE)
    origins = exported(modules()[PACKAGE])
    assert len(origins) > 60
    for name, origin in origins.items():
        home, _, own = origin.rpartition(".")
        real = import_module(origin) if origin in packages() else getattr(import_module(home), own)
        assert getattr(package, name) is real, name
    assert set(origins) <= set(dir(package))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = package.no_such_name


def test_what_public_functions_return_is_public() -> None:
    package = import_module(PACKAGE)
    public = {name: getattr(package, name) for name in package.__all__}
    functions = [each for each in public.values() if inspect.isfunction(each)]
    hidden = [
        f"{function.__name__} returns {word}"
        for function in functions
        for word in re.findall(r"\b[A-Z]\w+", str(inspect.signature(function).return_annotation))
        if word not in public and word not in dir(builtins) and word != "DataFrame"
    ]
    assert len(functions) > 15
    assert hidden == []


def test_modules_begin_with_a_docstring() -> None:
    missing = [
        module.name
        for module in modules().values()
        if module.tree.body and not ast.get_docstring(module.tree)
    ]
    assert missing == []


def test_functions_classes_and_methods_have_docstrings() -> None:
    missing = [
        f"{public.name}:{public.node.lineno}" for public in definitions() if not public.documented
    ]
    assert missing == []


def test_parameters_sections_are_complete_and_true() -> None:
    wrong: list[str] = []
    for public in definitions():
        told = documented_parameters(public.node)
        real = parameters(public.node)
        inherits = isinstance(public.node, ast.ClassDef) and public.node.bases
        unknown = [] if inherits else sorted(set(told) - set(real))
        untold = sorted(set(real) - set(told))
        if told and (unknown or untold):
            wrong.append(f"{public.name}: not documented {untold}, unknown {unknown}")
    assert wrong == []
