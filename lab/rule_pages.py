"""The pages of rules, which lie beside the program, as parts of the lab's own."""

from __future__ import annotations

import re
from functools import cache
from itertools import count
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from ..model.rules import RULES, RuleId

PAGES = Path(__file__).resolve().parents[1] / "docs" / "rules"
"""Where the pages are."""

_RULE = re.compile(rf"({'|'.join(RULES)})\.md(#.*)?")


@cache
def rule_page(rule: RuleId) -> Markup:
    """Return the page of a rule as HTML, without its title and first sentence.

    Parameters
    ----------
    rule : str
        Id of the rule.

    Returns
    -------
    Markup
        Nothing where the page is not there.
    """
    file = PAGES / f"{rule}.md"
    if not file.is_file():
        return Markup()
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(file.read_text(encoding="utf-8"))
    ends = [at for at, each in enumerate(tokens) if each.type == "blockquote_close"]
    tokens = tokens[ends[0] + 1 :]
    for each in tokens:
        # A style within a page is refused by the lab's own policy.
        each.attrs.pop("style", None)
        if each.type == "th_open":
            each.attrSet("scope", "col")
        if each.children is not None:
            each.children = _within(each.children)
    html = str(parser.renderer.render(tokens, parser.options, {}))
    numbers = count(1)
    # Whatever scrolls can be reached by the keyboard.
    html = html.replace("<pre>", '<pre tabindex="0">').replace("</table>", "</table></div>")
    opening = '<div class="scroll" tabindex="0" role="region" aria-label="Table {}"><table>'
    return Markup(re.sub("<table>", lambda _: opening.format(next(numbers)), html))


def _within(tokens: list[Token]) -> list[Token]:
    """Return what stands in a line, with links to rules as addresses here, and no other links."""
    kept: list[Token] = []
    is_open = False
    for each in tokens:
        if each.type == "link_open":
            found = _RULE.fullmatch(str(each.attrs.get("href", "")))
            is_open = found is not None
            if found is not None:
                each.attrSet("href", f"/rules/{found[1]}")
        if each.type not in ("link_open", "link_close") or is_open:
            kept.append(each)
    return kept
