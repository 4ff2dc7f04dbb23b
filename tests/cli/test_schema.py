"""``samehands schema``."""

from __future__ import annotations

import pytest

from samehands.model import json_schema
from shell import call
from source_tree import ROOT, needs_source

NAMES = ["instance", "policy", "plan"]


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_is_printed(name: str) -> None:
    ran = call("schema", name)
    assert (ran.code, ran.errors) == (0, "")
    assert ran.data == json_schema(name)


@needs_source
@pytest.mark.parametrize("name", NAMES)
def test_the_published_file_is_what_is_printed(name: str) -> None:
    published = (ROOT / "docs" / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert call("schema", name).out == published, f"samehands schema {name} prints something else"


def test_another_name_is_refused() -> None:
    ran = call("schema", "result")
    assert ran.code == 2
    assert "choose one of instance, policy, plan" in ran.err
