"""What Sphinx is told: ``make docs`` builds the site from this folder, without a network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
# Sphinx runs this file from wherever it is called, so that what stands beside it is found only now.
sys.path.insert(0, str(DOCS))

from make_reference import write_reference  # noqa: E402
from repository_links import resolve_links  # noqa: E402

project = "samehands"
author = "the samehands developers"
html_title = "samehands"
language = "en-GB"
extensions = ["myst_nb", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.autosummary"]
exclude_patterns = ["_build"]
nitpicky = True
# How a field of scenarios is read and written stands in its annotation, which is shown as it is.
nitpick_ignore_regex = [
    ("py:class", r"pydantic\..*|samehands\.changes\.apply\.(take|give)_changes")
]

autosummary_generate = True
autosummary_imported_members = True
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist"]
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_timeout = 120

html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options = {
    # The usual search field shows "Ctrl + K" and is named otherwise, against WCAG 2.5.3.
    "navbar_persistent": ["search-button"],
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_show_sourcelink = False
html_copy_source = False


def name_toggles(app: Any, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Give the arrows of the side bar, which unfold the pages below one, a name to be read out."""
    make: Any = context["generate_toctree_html"]

    def make_named(*words: Any, **options: Any) -> Any:
        bar = make(*words, **options)
        for arrow in bar.select("summary") if hasattr(bar, "select") else ():
            arrow["aria-label"] = f"Pages below {arrow.find_parent('li').find('a').get_text()}"
        return bar

    context["generate_toctree_html"] = make_named


def setup(app: Any) -> None:
    """Have the reference written before pages are looked for, and links to files resolved."""
    write_reference(DOCS)
    app.connect("source-read", resolve_links)
    # After the theme has put its functions there.
    app.connect("html-page-context", name_toggles, priority=900)
