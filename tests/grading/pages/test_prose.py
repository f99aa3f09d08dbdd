"""Text of students becomes HTML that may be shown; mathematics and photographs stay what they were."""

import re
import time
from html.parser import HTMLParser

import pytest
from fuzzing import examples
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from grading.pages.prose import MAX_RENDERED, harmless

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class Found(HTMLParser):
    """Tags, attributes and text of a piece of HTML, by another parser than the one that cleaned it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text += data


DANGEROUS = {
    *("script", "style", "iframe", "object", "embed", "svg", "math", "form", "input", "button", "textarea"),
    *(
        "link",
        "meta",
        "base",
        "template",
        "noscript",
        "video",
        "audio",
        "source",
        "frame",
        "frameset",
        "area",
        "map",
    ),
}
ATTRIBUTES = {"href", "title", "rel", "src", "alt", "width", "height", "start", "colspan", "rowspan"}


def sound(shown: str) -> Found:
    """Nothing that runs, is fetched, is submitted, or is found by a script of the page; one line, kept as it is."""
    found = Found(shown)
    assert not found.tags & DANGEROUS
    assert {name for name, _ in found.attributes} <= ATTRIBUTES
    for name, value in found.attributes:
        assert name != "href" or re.match(r"(https?://|mailto:)", value, re.I)
        assert name != "src" or re.fullmatch(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/]+=*", value)
    assert "\n" not in shown
    assert markdown2html_mistune(shown).rstrip("\n") == shown
    return found


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Since $x < y$ and $a<b$.", "$x < y$ and $a<b$"),
        ("$$\n\\frac{a}{b} & > 1 \\\\\n\nx\n$$", "$$\n\\frac{a}{b} & > 1 \\\\\n\nx\n$$"),
        ("\\begin{align}\na &< b\n\\end{align}", "\\begin{align}\na &< b\n\\end{align}"),
        ("$a</script><script>b</script>$", "$a</script><script>b</script>$"),
        ("```python\nif x<y:\n\n    return 1\n```", "if x<y:\n\n    return 1"),
        ("`<script>`", "<script>"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a\n\nb", "a\nb"),
        ("<b>bold</b> & <kbd>x</kbd>", "bold & x"),
    ],
)
def test_what_was_meant_is_still_there(text, kept):
    assert kept in sound(harmless(text)).text


def test_photographs_stay_and_nothing_else_is_fetched():
    given = {"a.png": {"image/png": PICTURE}, "b.svg": {"image/svg+xml": "<svg>"}}
    text = "![mine](attachment:a.png) ![b](attachment:b.svg) ![c](attachment:gone) ![d](https://x.org/y.png)"
    found = sound(harmless(text, given))
    assert ("src", f"data:image/png;base64,{PICTURE}") in found.attributes
    assert found.text.count("[picture not shown:") == 3
    assert sum(name == "src" for name, _ in found.attributes) == 1


PIECES = [
    *(
        "<script>",
        "</script>",
        "<img src=x onerror=y>",
        "<svg onload=y>",
        "<a href='javascript:y'>",
        "[a](javascript:y)",
    ),
    *(
        "<math><mtext>",
        "<table>",
        "<style>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "\x00",
        "&#60;script&#62;",
        "&lt;",
    ),
    *(
        "$",
        "$$",
        "\\\\(",
        "\\\\)",
        "\\begin{a}",
        "\\end{a}",
        "`",
        "```\n",
        "\n",
        "\n\n",
        "    ",
        "> ",
        "- ",
        "1. ",
        "#",
        "|",
    ),
    *(
        "![",
        "](",
        ")",
        "[x]: javascript:y\n",
        "[x]",
        "attachment:a",
        "data:text/html,",
        "<",
        ">",
        '"',
        "'",
        "\\",
        "é",
        "x ",
    ),
]


@examples(400)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25).map("".join))
def test_fuzz_any_text_is_harmless(text):
    sound(harmless(text.encode("utf-8", "replace").decode(), {"a": {"image/png": PICTURE}}))


@pytest.mark.parametrize(
    "piece", [*PIECES, "[", "*a ", "_a_", "\\\\[", "*", "<a ", "&", "a\n: b\n", "[a][", "~~", "(", "**a "]
)
def test_no_text_takes_long(piece):
    """Reading markdown is quadratic in places, so only short texts are read; the rest is shown as typed."""
    for size in (MAX_RENDERED, 256 << 10):
        started = time.process_time()
        harmless((piece * (size // len(piece) + 1))[:size])
        assert time.process_time() - started < 5
