"""The Markdown page of a benchmark report, and the files beside it."""

from __future__ import annotations

import re
from pathlib import Path

from samehands.report.files import format_markdown, write_document
from small_pages import small_document


def test_texts_are_only_texts() -> None:
    page = format_markdown(small_document())
    assert "<script" not in page.replace("\\<script", "")
    assert r"a\|b \<script\>" in page
    for line in page.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) == 4


def test_numbers_are_aligned_right() -> None:
    page = format_markdown(small_document())
    assert "| engine | runs | gap |\n| --- | ---: | ---: |" in page
    assert "| kernel | 3 | unknown |" in page


def test_commands_are_given_to_the_letter() -> None:
    assert "```\nsamehands bench run smoke --out 'a b'\n```" in format_markdown(small_document())


def test_charts_have_a_text_alternative() -> None:
    page = format_markdown(small_document())
    (alternative,) = re.findall(r"!\[(.*?)\]\(report/chart\.svg\)", page)
    assert "from 0.0 % to 100.0 %" in alternative


def test_every_link_leads_to_a_file(tmp_path: Path) -> None:
    files = write_document(small_document(), tmp_path / "new" / "folder")
    page = files[0].read_text(encoding="utf-8")
    targets = re.findall(r"(?<!\\)\]\((report/[^)]+)\)", page)
    assert len(targets) == 5
    assert all((files[0].parent / target).is_file() for target in targets)
    assert files[1].read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert not list(files[0].parent.rglob("*.tmp"))


def test_long_tables_are_folded() -> None:
    page = format_markdown(small_document())
    assert page.count("<details>") == page.count("</details>") == 1
