"""``samehands warm``."""

from __future__ import annotations

from typing import Any, cast

from samehands.solver import engine_names, find_engine
from samehands.solver.compiled import CACHE_FOLDER
from shell import call


def test_all_that_engines_compile_is_named_with_its_folder() -> None:
    ran, report = call("warm", "--json"), call("warm").out
    assert ran.code == 0
    assert ran.data["folder"] == str(CACHE_FOLDER)
    assert isinstance(ran.data["loops"], list)
    loops = cast("list[dict[str, Any]]", ran.data["loops"])
    named = {loop["what"]: loop["engines"] for loop in loops}
    for name in engine_names():
        engine = find_engine(name)
        for code in () if engine is None else engine.compiled_code():
            assert code.is_ready
            assert name in named[code.name]
            assert code.name in report
    assert named
