"""Examples in docstrings are true."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from source_tree import modules


@pytest.mark.parametrize("name", modules())
def test_examples(name: str) -> None:
    module = import_module(name)
    runner = doctest.DocTestRunner(verbose=False)
    for example in doctest.DocTestFinder(exclude_empty=True).find(module, name):
        runner.run(example)
    assert runner.summarize(verbose=False).failed == 0
