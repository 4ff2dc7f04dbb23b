"""What is packaged, and how it is loaded."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from source_tree import (
    HAS_SOURCE,
    PACKAGE,
    ROOT,
    TESTS,
    modules,
    needs_source,
    package_folder,
    packages,
)

LOAD_ALL = """
import sys
sys.path.append(sys.argv[1])
from importlib import import_module
from loaded import misloaded
for name in sys.argv[2:]:
    import_module(name)
print(*misloaded(), sep="\\n", end="")
"""
AFTER_IMPORT = """
import logging, sys
import samehands
named = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "samehands"]
loggers = [logging.getLogger(), *map(logging.getLogger, named)]
assert not any(logger.handlers for logger in loggers), "a log handler was installed"
engines = {"highspy", "ortools", "pulp"} & set(sys.modules)
assert not engines, f"engines were loaded: {engines}"
"""


def _python(code: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_tested_package_is_this_one() -> None:
    assert not HAS_SOURCE or package_folder() == ROOT


@needs_source
def test_packages_are_listed() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert config["tool"]["setuptools"]["packages"] == sorted(packages())


@needs_source
def test_no_other_module_at_the_root() -> None:
    assert {path.name for path in ROOT.glob("*.py")} <= {"__init__.py", "__main__.py"}


@needs_source
def test_generic_names_are_banned_as_imports() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    banned = config["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
    folders = {name.split(".")[1] for name in packages() if name != PACKAGE}
    assert folders <= set(banned)


def test_tests_are_no_package() -> None:
    assert list(TESTS.rglob("__init__.py")) == []


def test_every_module_loads_once_and_under_its_own_name(tmp_path: Path) -> None:
    run = _python(LOAD_ALL, str(TESTS / "support"), *modules(), cwd=tmp_path)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_import_is_silent_and_loads_no_engine(tmp_path: Path) -> None:
    run = _python(AFTER_IMPORT, cwd=tmp_path)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
