"""What tests of pages in a real browser share: a lab that is served, and the rules of axe-core."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

SCHEMES = ("light", "dark")
_WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
_RUN_AXE = """async tags => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}});
  return [found.passes.length, found.violations.map(
    each => each.id + ': ' + each.nodes.map(node => node.html.slice(0, 120)).join(' | '))];
}"""


@dataclass(frozen=True)
class Lab:
    """A lab that answers: its address without a path, and what its pages are about."""

    address: str
    workspace: Any


@contextmanager
def served_lab(tables: Path | None) -> Generator[Lab]:
    """Serve a lab by a thread, with tables loaded or without; its folder is gone at the end."""
    # Both are of an extra, which not every environment has.
    uvicorn, lab = import_module("uvicorn"), import_module("samehands.lab")
    workspace = lab.Workspace()
    if tables is not None:
        assert workspace.load(tables) is not None
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(
            lab.create_app(workspace),
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield Lab(f"http://127.0.0.1:{listener.getsockname()[1]}", workspace)
        server.should_exit = True
        thread.join(20)
    assert not workspace.folder.exists()


def axe_faults(page: Any, axe: str) -> list[str]:
    """Return what axe-core finds wrong with a page, what is folded included, in light and dark."""
    found: list[str] = []
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.evaluate(axe)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        passed, violations = page.evaluate(_RUN_AXE, _WCAG)
        assert passed > 10
        found += [f"{scheme}: {each}" for each in violations]
    return found


_WIDTH = """() => new Promise((done) => {
    const ends = performance.now() + 5000;
    const look = () => {
        const width = document.documentElement.scrollWidth;
        if (width <= 320 || performance.now() > ends) done(width);
        else requestAnimationFrame(look);
    };
    look();
})"""
"""Waits until the page is as narrow as the screen, five seconds at most."""


def width_needed(page: Any) -> int:
    """Return how wide a page is on a screen of 320 pixels, once charts are drawn anew for it."""
    page.set_viewport_size({"width": 320, "height": 800})
    return int(page.evaluate(_WIDTH))
