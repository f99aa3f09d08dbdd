"""Sentences that a student reads both in the notebook and at grading: a verdict, and why a check could not go on."""

import ast
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

    >>> verdict("# Test: phi has D columns.\\nassert True")
    '✓ phi has D columns.'
    >>> verdict("# Test: phi has D columns.\\n# Check columns of phi: at grading.")
    '○ phi has D columns. (at grading)'
    """
    first = (cell.strip().splitlines() or [""])[0]
    if not first.startswith("# Test:"):
        return ""
    sentence = first.removeprefix("# Test:").strip()
    if not re.search(r"^\s*assert\b", cell, re.MULTILINE):
        return f"○ {sentence} (at grading)"
    return f"✓ {sentence}"


def needs(cell: str) -> list[str]:
    """The checks that a check builds on, as its line `# needs: a, b` names them.

    >>> needs("# Test: it learns.\\n# needs: train_step\\nassert True")
    ['train_step']
    """
    found = re.findall(r"^# needs:(.*)$", cell, re.MULTILINE)
    return [name.strip() for line in found for name in line.split(",")]


def builds_on(check: str) -> str:
    """What a student reads when a check fails that `needs` another one, which failed before."""
    return f"This check builds on `{check}`, which fails: mend that first."


def left_over(cell: str) -> bool:
    """Does the `raise NotImplementedError()` of a blank still stand beside an answer?

    The blank itself is the line `# YOUR CODE HERE` with the raise below it; a given `return` may follow.

    >>> left_over("def f(x):\\n    # YOUR CODE HERE\\n    y = 2 * x\\n    raise NotImplementedError()")
    True
    >>> left_over("def f(x):\\n    n = len(x)\\n    # YOUR CODE HERE\\n    raise NotImplementedError()")
    False
    """
    try:
        tree = ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    lines = cell.splitlines()
    for block in (body for node in ast.walk(tree) if isinstance(body := getattr(node, "body", None), list)):
        for place, statement in enumerate(block):
            if isinstance(statement, ast.Raise) and "NotImplementedError" in ast.dump(statement):
                before = [s for s in block[:place] if not _is_text(s)]
                untouched = lines[statement.lineno - 2].strip() == "# YOUR CODE HERE"
                below = [s for s in block[place + 1 :] if not isinstance(s, ast.Return)]
                if below or (before and not untouched):
                    return True
    return False


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


#: What a student reads when `left_over` is true of an exercise.
DELETE = "`raise NotImplementedError()` is still there: delete this line of the blank."
