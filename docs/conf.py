"""How Sphinx makes the book; run by `python -m grading book`, which writes the pages beside this file."""

import re
import sys
from itertools import groupby
from pathlib import Path

from docutils import nodes

sys.path.insert(0, str(Path.cwd()))

from grading.formulas import mathml

project = "The theory of wide neural networks, hands on"
author = "the authors of the course"
extensions = ["myst_nb", "sphinx.ext.autodoc"]
default_role = "code"
exclude_patterns = ["docs/hub", "beside"]
html_theme = "furo"
html_title = project
html_extra_path = ["beside"]
html_copy_source = False
html_show_sourcelink = False
# Code and tables that are wider than the page are scrolled with keys too.
SCROLL = (
    "for (const e of document.querySelectorAll('pre, .table-wrapper'))"
    " if (e.scrollWidth > e.clientWidth) e.tabIndex = 0;"
)
html_js_files = [(None, {"body": f"addEventListener('load', () => {{ {SCROLL} }});"})]
html_math_renderer = "mathml"
nb_execution_mode = "off"
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_inherit_docstrings = False
# Links to files that the repository has and the book has not; a lexer that does not know %magic.
suppress_warnings = [
    "myst.xref_missing",
    "misc.highlighting_failure",
    "myst.header",
    "image.not_readable",
    "toc.not_included",
]


def formula(visitor, node: nodes.Element, block: bool) -> None:
    """A formula as MathML, which browsers show without a script."""
    made = mathml(node.astext(), block)
    if made is None:
        raise ValueError(f"a formula that is not read: {node.astext()}")
    visitor.body.append(made)
    raise nodes.SkipNode


def literal(line: str) -> str:
    """A line as it is read: every sign that reStructuredText takes for its own, but for bullets and `names`."""
    bullet = "* " if line.startswith("* ") else ""
    return bullet + re.sub(r"([*|\\]|_(?=\W|$))", r"\\\1", line.removeprefix(bullet))


def plain(app, what, name, obj, options, lines: list[str]) -> None:
    """Docstrings of the course are plain text with formulas: indented blocks and examples stay as they are."""
    made: list[str] = []
    for paragraph in re.split(r"\n\s*\n", "\n".join(lines).strip("\n")):
        if paragraph.startswith(">>>"):
            made += [paragraph, ""]
            continue
        for indented, group in groupby(paragraph.splitlines(), lambda line: line.startswith("    ")):
            block = list(group)
            made += ["::", "", *block, ""] if indented else [*map(literal, block), ""]
    lines[:] = "\n".join(made).splitlines()


def setup(app) -> None:
    app.add_html_math_renderer(
        "mathml",
        (lambda visitor, node: formula(visitor, node, False), None),
        (lambda visitor, node: formula(visitor, node, True), None),
    )
    app.connect("autodoc-process-docstring", plain)
