"""The page of a rule in the lab is that of the documentation, and leads nowhere else."""

from __future__ import annotations

import re

import pytest

from lab_pages import Opened
from samehands.lab import rule_pages
from samehands.model.rules import RULES


def test_every_rule_has_its_page_with_links_to_the_lab_alone(empty: Opened) -> None:
    for rule in RULES:
        page = empty.page(f"/rules/{rule}")
        text = empty.client.get(f"/rules/{rule}").text
        heads = [each.words() for each in page.all("h2")]
        assert {"Fields", "Formula", "A worked example"} <= set(heads)
        assert len(page.all("h1")) == 1
        assert not page.all("dl"), "fields are told once, in the table of the page"
        assert 'style="' not in text and "<table>" in text
        links = [each.attributes["href"] for each in page.all("a")]
        assert [each for each in links if not re.fullmatch(r"/[a-z-]+(/[a-z]+)?|#main", each)] == []
    linked = [each.attributes["href"] for each in empty.page("/rules/caseload").all("a")]
    assert {"/rules/pool", "/rules/utilisation"} <= set(linked)


def test_where_no_page_is_the_fields_are_told(
    empty: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_pages, "PAGES", rule_pages.PAGES / "none")
    rule_pages.rule_page.cache_clear()
    page = empty.page("/rules/caseload")
    assert "caseload.cap" in page.words()
    assert page.all("dl")
    rule_pages.rule_page.cache_clear()
