"""``samehands version``."""

from __future__ import annotations

import platform
from importlib.metadata import version

from fake_engines import Double, nothing_found
from samehands.solver import engine_names, registered
from shell import call, inside, keys


def test_json_names_every_engine() -> None:
    ran = call("version", "--json")
    assert ran.code == 0
    assert ran.data["samehands"] == version("samehands")
    assert ran.data["python"] == platform.python_version()
    assert tuple(keys(ran.data, "engines")) == engine_names()
    assert inside(ran.data, "engines", "cp-sat", "version") == version("ortools")


def test_an_engine_that_is_not_there_says_why() -> None:
    with registered(Double(nothing_found, missing="buy one")):
        data, report = call("version", "--json").data, call("version").out
    assert inside(data, "engines", "double") == {
        "installed": False,
        "version": None,
        "missing": "buy one",
    }
    assert "buy one" in report
