r"""Formulas of a page as MathML, which browsers show without a script and without a network.

>>> mathematics("<p>Since $x &lt; y$, and <code>$HOME</code>.</p>").startswith('<p>Since <math display="inline">')
True
>>> mathematics("It costs $5 or $6.")
'It costs $5 or $6.'
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

import nh3
from latex2mathml.converter import convert
from markupsafe import Markup, escape

MAX_FORMULA = 2_000  # characters; a longer one stays as it was typed
_TAGS = {
    *(
        "math",
        "mrow",
        "mi",
        "mo",
        "mn",
        "mtext",
        "mspace",
        "mstyle",
        "mpadded",
        "mphantom",
        "menclose",
        "mfrac",
    ),
    *("msup", "msub", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "none"),
    *("msqrt", "mroot", "mtable", "mtr", "mtd"),
}
_ATTRIBUTES = {
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {"stretchy", "fence", "form", "movablelimits", "minsize", "maxsize", "lspace", "rspace", "accent"},
    "mspace": {"width", "linebreak"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "mfrac": {"linethickness"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"columnalign", "rowspacing", "columnspacing"},
    "mtd": {"columnalign"},
    "menclose": {"notation"},
}
_FORMULA = re.compile(
    r"\$\$(?P<block>[^$]+)\$\$|\\\[(?P<bracket>.+?)\\\]|\\\((?P<paren>.+?)\\\)"
    r"|(?P<align>\\begin\{(?P<name>(?:align|equation|gather)\*?)\}.+?\\end\{(?P=name)\})"
    r"|(?<![\\$])\$(?![\s$])(?P<inline>(?:[^$\\]|\\.)+?)(?<!\s)\$(?![\d$])",
    re.S,
)
_MACRO = re.compile(r"\\(?:[gex]?def|let|(?:re)?newcommand|providecommand|DeclareMath\w*)(?![a-zA-Z])")
_EMPHASIS = re.compile(
    r"(?<![\w*`])(?:\*\*(?P<strong>[^*\s](?:[^*\n]*[^*\s])?)\*\*|\*(?P<em>[^*\s](?:[^*\n]*[^*\s])?)\*|`(?P<code>[^`\n]+)`)(?![\w*`])"
)
_AS_TYPED = re.compile(r"<(/?)(?:code|pre|script|style|math|textarea)\b", re.I)


@lru_cache(maxsize=4096)
def mathml(latex: str, block: bool = False) -> str | None:
    r"""A formula as MathML without anything that acts; None where it is too long, defines commands of its own, whose
    expansion can grow without bound, or cannot be read.

    >>> mathml(r"\text{<script>f()</script>}")
    '<math display="inline"><mrow><mtext></mtext></mrow></math>'
    """
    if len(latex) > MAX_FORMULA or _MACRO.search(latex):
        return None
    latex = re.sub(
        r"(\\[bB]igg?[lrm]?)\\([lr])angle(?![a-zA-Z])", lambda m: m[1] + "⟨⟩"["lr".index(m[2])], latex
    )
    # `\tag` numbers a formula in the notebook, and Chromium's MathML knows no labels
    latex = re.sub(r"\\tag\*?\{([^{}]*)\}", r"\\qquad(\\text{\1})", latex.strip())
    try:
        made = convert(latex, display="block" if block else "inline")
    except Exception:  # whatever its reader stumbles over is a student's to choose
        return None
    return nh3.clean(made, tags=_TAGS, attributes=_ATTRIBUTES)


def mathematics(page: str) -> str:
    """HTML, its formulas between dollars as MathML. What stands as code stays; what is no formula stays as typed."""
    made, kept = [], 0
    for piece in re.split(r"(<[^>]*>)", page):
        if piece.startswith("<"):
            if tag := _AS_TYPED.match(piece):
                kept = max(0, kept + (-1 if tag[1] else 1))
        elif not kept:
            piece = _FORMULA.sub(_shown, piece)
        made.append(piece)
    return "".join(made)


def _shown(found: re.Match, escaped: bool = True) -> Markup:
    """A formula, or what was typed; `escaped`: it stands in HTML already."""
    inside = next(found[name] for name in ("block", "bracket", "paren", "align", "inline") if found[name])
    block = found["inline"] is None and found["paren"] is None
    made = mathml(html.unescape(inside) if escaped else inside, block)
    typed = Markup(found[0]) if escaped else escape(found[0])
    return typed if made is None else Markup(made)


def sentence(text: str) -> Markup:
    """A line of plain text, of a check or a heading, as HTML: emphasis, code and formulas are shown, all else escaped.

    >>> print(sentence("Use *every* step, `x.T @ x`, not 2*x*3 <b>."))
    Use <em>every</em> step, <code>x.T @ x</code>, not 2*x*3 &lt;b&gt;.
    """
    made, at = [], 0
    for found in _FORMULA.finditer(text):
        made += [_emphasised(text[at : found.start()]), _shown(found, escaped=False)]
        at = found.end()
    return Markup("").join([*made, _emphasised(text[at:])])


def _emphasised(text: str) -> Markup:
    made, at = [], 0
    for found in _EMPHASIS.finditer(text):
        tag = found.lastgroup or "em"
        made += [escape(text[at : found.start()]), Markup(f"<{tag}>{escape(found[tag])}</{tag}>")]
        at = found.end()
    return Markup("").join([*made, escape(text[at:])])
