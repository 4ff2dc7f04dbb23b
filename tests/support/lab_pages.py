"""A lab asked without a network, and its forms as a browser would send them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from html_page import Node, parsed
from samehands.lab import Workspace
from samehands.lab.safety import Access

ADDRESS = "http://127.0.0.1:8137"


@dataclass(frozen=True)
class Opened:
    """A lab that answers, and what its pages are about."""

    client: Any
    workspace: Workspace
    access: Access

    def page(self, address: str, status: int = 200) -> Node:
        """Return a page, parsed."""
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text
        return parsed(answer.text)

    def press(
        self,
        address: str,
        data: Mapping[str, str | Sequence[str]] | None = None,
        status: int = 303,
        **more: object,
    ) -> str:
        """Send a form with its token and return where it leads, or the page."""
        fields = {**(data or {}), "token": self.access.form_token}
        answer = self.client.post(address, data=fields, follow_redirects=False, **more)
        assert answer.status_code == status, answer.text
        return str(answer.headers.get("location", answer.text))


def form_of(page: Node, action: str) -> dict[str, list[str]]:
    """Return what the browser would send with a form that is left as it is."""
    (form,) = [each for each in page.all("form") if each.attributes.get("action") == action]
    sent: dict[str, list[str]] = {}
    for each in form.all("input"):
        name, kind = each.attributes.get("name"), each.attributes.get("type", "text")
        if name is None or (kind in ("checkbox", "radio") and "checked" not in each.attributes):
            continue
        sent.setdefault(name, []).append(each.attributes.get("value") or "")
    for each in form.all("textarea"):
        sent.setdefault(str(each.attributes["name"]), []).append(each.words())
    for each in form.all("select"):
        chosen = [one for one in each.all("option") if "selected" in one.attributes]
        sent.setdefault(str(each.attributes["name"]), []).append(
            str(chosen[0].attributes["value"]) if chosen else ""
        )
    return sent


def words_of(text: str) -> str:
    """Return the words of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))
