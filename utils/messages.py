"""Sentences that a student reads both in the notebook and at grading: a verdict, and why a check could not go on."""

import re


def unfit(error: BaseException, quoted: str) -> str:
    """What a student reads when a check stops with an `error` of its own; `quoted` is how much of it may be told.

    >>> unfit(IndexError("too many indices"), "IndexError")[55:]
    '(IndexError): compare its type, shape and dtype with the task.'
    """
    nothing = "there is a None in it; did you forget a `return`?"
    advice = nothing if "NoneType" in str(error) else "compare its type, shape and dtype with the task."
    return f"This check could not work with what your code returned ({quoted}): {advice}"


def undefined(name: str) -> str:
    """What a student reads when a check misses a name.

    >>> undefined("phi")
    '`phi` is not defined: keep the name given in the task, and run its cell before this one.'
    """
    return f"`{name}` is not defined: keep the name given in the task, and run its cell before this one."


def verdict(cell: str) -> str:
    """The line shown after a test cell that ran without error, '' for a cell that does not begin with `# Test:`.

    A test cell without an assert has its checks at grading only; one that has further ones then says how many.

    >>> verdict("# Test: phi has D columns.\\nassert True")
    '✓ phi has D columns.'
    >>> verdict("# Test: phi has D columns.\\n# 2 further checks run at grading.")
    '○ phi has D columns. (checked at grading)'
    >>> verdict("# Test: phi has D columns.\\nassert True\\n# 2 further checks run at grading.")
    '✓ phi has D columns. (2 further checks run at grading.)'
    """
    first, *rest = cell.strip().splitlines() or [""]
    if not first.startswith("# Test:"):
        return ""
    sentence = first.removeprefix("# Test:").strip()
    if not re.search(r"^\s*assert\b", cell, re.MULTILINE):
        return f"○ {sentence} (checked at grading)"
    more = [
        line.strip("# ") for line in rest if re.fullmatch(r"# \d+ further checks? runs? at grading\.", line)
    ]
    return " ".join([f"✓ {sentence}", *(f"({line})" for line in more)])
