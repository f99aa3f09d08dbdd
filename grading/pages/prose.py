"""A student's text as the record keeps it: HTML that any browser of the instructor's may show.

nbgrader's formgrader renders markdown without a look at what is in it, in a page that may do all that the instructor's
Jupyter session may. So the text is rendered once, where the record is made, cleaned, and kept as one line of HTML,
which every reader of markdown passes on as it is. Mathematics stays for MathJax, photographs stay as pictures.

>>> harmless("**Yes**, since $x < y$.<script>alert(1)</script>")
'<div><p><strong>Yes</strong>, since $x &lt; y$.</p></div>'
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import nh3
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from grading.notebook import PICTURES

MAX_RENDERED = 10_000  # characters of one text that is read as markdown, which takes time quadratic in them
MAX_READ = 100_000  # characters of all texts of one submission that are
_TAGS = nh3.ALLOWED_TAGS - {"map", "area", "data"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_LINK = re.compile(r"(https?://|mailto:)", re.I)
_PICTURE = re.compile(rf"data:({'|'.join(PICTURES)});base64,[A-Za-z0-9+/]+=*")


class _Renderer(IPythonRenderer):
    """Pictures are shown when they are in the notebook itself; nothing is fetched."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        name = unquote(url.removeprefix("attachment:").removeprefix("./"))
        if name in self.attachments:
            found = self.attachments[name]
            url = next((f"data:{mime};base64,{found[mime]}" for mime in PICTURES if mime in found), "")
        words = html.escape(text)
        return (
            f'<img src="{url}" alt="{words}">' if _PICTURE.fullmatch(url) else f"[picture not shown: {words}]"
        )


def _rendered(text: str, attachments: dict[str, dict[str, str]]) -> str:
    """The text read as markdown; as paragraphs when it is too long for that, or beyond the reader."""
    if len(text) <= MAX_RENDERED:
        try:
            renderer = _Renderer(escape=False, exclude_anchor_links=True, attachments=attachments)
            return MarkdownWithMath(renderer=renderer).render(text)
        except (RecursionError, ValueError, TypeError, KeyError, IndexError, AttributeError):
            pass  # what a reader of markdown stumbles over is a student's to choose
    return _paragraphs(text)


def _paragraphs(text: str) -> str:
    """The text as it was typed."""
    return "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in re.split(r"\n(?:[ \t]*\n)+", text))


def _attribute(tag: str, name: str, value: str) -> str | None:
    fits = {"href": _LINK.match, "src": _PICTURE.fullmatch}.get(name)
    return value if fits is None or fits(value) else None


def harmless(text: str, attachments: dict[str, dict[str, str]] | None = None, read: bool = True) -> str:
    """Markdown of a student's -> one line of HTML: tags for text, links to the web, pictures in PNG or JPEG.

    `attachments` are those of the notebook's cell, and pictures handed in with it: name -> {mime: base64}. No script,
    style, form, frame, id or class, no address but the web's, nothing that is fetched when the page opens. Without
    `read` it is shown as typed.
    """
    clean = nh3.clean(
        _rendered(text, attachments or {}) if read else _paragraphs(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
    )
    clean = clean.strip() or _paragraphs(text)
    return f"<div>{clean}</div>".replace("\r", "").replace("\n", "&#10;")
