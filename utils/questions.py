"""Questions that a student answers by a guess: how they are asked, checked and scored, and how a guess is read.

A guess is made of literals in the source of a cell, `guess("slopes", ntk=-1, mean_field=0, within=0.1)`; so it can be
read without running anything (`calls`, `asked`), and so can the line that `utils.guess.reveal` prints (`read_truth`).

| question | written | right if |
|---|---|---|
| a number | `within=0.1` | the distance is at most 0.1, in the unit of the question |
| a positive number | `factor=2` | the ratio is between 1/2 and 2 |
| a choice | `options=("yes", "no")` | it is the same |
| an order | `order=("A", "B", "C")` | every pair stands in the right order |
| a curve | `over="step", within=0.2` | its points are off by at most 0.2 of the curve's range, on average |
| a positive curve | `over="step", factor=2` | its points are off by at most a factor 2, on average |
"""

import ast
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from utils.validation import number, one_of, positive, refuse

Points = tuple[tuple[float, float], ...]
Value = float | int | str | tuple

#: How far off a wrong choice counts, in tolerances: as a number that misses by twice what is allowed.
_WRONG_CHOICE = 2.0


# ------------------------------------------------------------------------------------ questions
@dataclass(frozen=True)
class Question:
    """What is asked: the name, the parts, and the rule that says when a guess is right. All parts share the rule.

    kind: "number" or "curve" (with `within` or `factor`), "choice" or "order" (with `options`).
    """

    name: str
    parts: tuple[str, ...]
    kind: str
    unit: str = ""
    within: float | None = None
    factor: float | None = None
    options: tuple = ()
    over: str = ""

    @classmethod
    def of(
        cls,
        name: str,
        parts: Iterable[str],
        *,
        unit="",
        within=None,
        factor=None,
        options=None,
        order=None,
        over="",
    ) -> "Question":
        """The question that a call of `guess` asks; ValueError in one line if its author has not said how it is scored.

        >>> Question.of("peak", ["D"], unit="features", factor=1.5).asks()
        'D: a positive number of features, right within a factor 1.5'
        >>> Question.of("peak", ["D"])
        Traceback (most recent call last):
        ValueError: peak: got no rule, expected one of within=, factor=, options=, order=
        """
        rules = {"within": within, "factor": factor, "options": options, "order": order}
        given = [key for key, rule in rules.items() if rule is not None]
        if not isinstance(name, str) or not re.fullmatch(r"[\w ,'-]+", name):
            refuse("name", repr(name), "a short name of letters, digits and spaces")
        if len(given) != 1:
            refuse(name, " and ".join(given) or "no rule", "one of within=, factor=, options=, order=")
        if not (parts := tuple(parts)):
            refuse(name, "nothing to guess", "a keyword for each part, like slope=...")
        if (unit or over) and given[0] not in ("within", "factor"):
            refuse(name, f"unit or over with {given[0]}=", "them with numbers only")
        kind = given[0].replace("options", "choice")
        if kind in ("within", "factor"):
            kind = "curve" if over else "number"
            within = None if within is None else positive("within", within)
            factor = None if factor is None else number("factor", factor, low=1.0, strict=True)
            return cls(name, parts, kind, str(unit), within, factor, over=str(over))
        listed = options if order is None else order
        if isinstance(listed, str) or len(set(listed)) < max(2, len(listed)):
            refuse(name, f"{given[0]}={listed!r}", "two or more different answers")
        return cls(name, parts, kind, options=tuple(_plain(o) for o in listed))

    def asks(self) -> str:
        """The question in words: for each part what is asked, in which unit, and when it is right."""
        parts, options = join(self.parts), ", ".join(map(repr, self.options))
        if self.kind == "choice":
            return f"{parts}: one of {options}"
        if self.kind == "order":
            return f"{parts}: a list of {options} in your order, scored by pairs"
        unit = f" of {self.unit}" if self.unit else ""
        asked = f"{'positive number' if self.factor else 'number'}{unit}"
        margin = f"a factor {self.factor:g}" if self.factor else f"{self.within:g}"
        if self.kind == "curve":
            mean = margin if self.factor else f"{margin} of the range"
            return f"{parts}: points ({self.over}, {asked}), right within {mean} on average"
        return f"{parts}: a {asked}, right within {margin}"

    def value(self, part: str, given: Any) -> Value | None:
        """What a student wrote for a part, checked; None for `...`; ValueError or TypeError in one line.

        >>> Question.of("differ", ["fits"], options=("yes", "no")).value("fits", "maybe")
        Traceback (most recent call last):
        ValueError: fits: got 'maybe', expected one of 'yes', 'no'
        """
        if given is ...:
            return None
        if self.kind == "choice":
            return self._option(part, given)
        if self.kind == "number":
            return self._number(part, given)
        if isinstance(given, str) or not isinstance(given, Iterable):
            refuse(part, repr(given)[:60], "a list", TypeError)
        items = list(given)
        if self.kind == "order":
            if any(item is ... for item in items):
                return None
            items = [self._option(f"{part}[{i}]", item) for i, item in enumerate(items)]
            if sorted(map(repr, items)) != sorted(map(repr, self.options)):
                refuse(part, repr(items), f"each of {', '.join(map(repr, self.options))} once")
            return tuple(items)
        return self._points(part, items)

    def _option(self, part: str, given: Any) -> float | int | str:
        """The option that is meant: 10 is 10.0, True is nothing but True."""
        value = _plain(given)
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        meant = [o for o in self.options if numeric and not isinstance(o, bool | str) and o == value]
        return meant[0] if meant else one_of(part, value, self.options)

    def _number(self, part: str, given: Any) -> float | int:
        return whole(positive(part, given) if self.factor else number(part, given))

    def _points(self, part: str, items: list) -> Points | None:
        points = []
        for i, item in enumerate(items):
            pair = tuple(item) if isinstance(item, Iterable) and not isinstance(item, str) else ()
            if len(pair) != 2:
                refuse(f"{part}[{i}]", repr(item)[:60], f"a point ({self.over}, value)", TypeError)
            if pair[1] is ...:
                return None
            points.append(
                (whole(number(f"{part}[{i}][0]", pair[0])), self._number(f"{part}[{i}][1]", pair[1]))
            )
        if len({x for x, _ in points}) < max(2, len(points)):
            refuse(part, f"{len(points)} points", "two or more points, each at its own place")
        return tuple(sorted(points))

    def error(self, value: Value, truth: Value) -> float:
        """How far off, in units of what is allowed: up to 1 is right. A wrong choice counts 2, an order 1 to 3.

        >>> Question.of("slope", ["s"], within=0.1).error(-1, -0.5)
        5.0
        >>> Question.of("sizes", ["s"], order=("a", "b")).error(("b", "a"), ("a", "b"))
        3.0
        """
        if self.kind == "choice":
            return 0.0 if value == truth else _WRONG_CHOICE
        if self.kind == "order":
            good, pairs = _pairs(value, truth)
            return 0.0 if good == pairs else 1 + 2 * (pairs - good) / pairs
        if self.kind == "curve":
            return self._curve_error(value, truth)
        if self.factor:
            # The ratio of two floats may be none. Digits are cut as below.
            return float(f"{abs(math.log(value) - math.log(truth)) / math.log(self.factor):.9g}")
        # A guess of 0.6 for 0.5 within 0.1 is right, whatever the last binary digit of 0.6 - 0.5.
        return float(f"{abs(value - truth) / self.within:.9g}")

    def _curve_error(self, value: Points, truth: Points) -> float:
        """Mean distance of the guessed points to the true curve, in units of the tolerance."""
        (x, y), (at, true) = (np.array(points, dtype=float).T for points in (value, truth))
        if self.factor:
            return float(np.abs(np.log(y) - np.interp(x, at, np.log(true))).mean() / math.log(self.factor))
        spread = np.ptp(true) or 1.0
        with np.errstate(over="ignore"):
            return float(np.abs(y - np.interp(x, at, true)).mean() / spread / self.within)

    def remark(self, value: Value, truth: Value) -> str:
        """The error in words: 'right', 'a factor 3 too small', '2 of 3 pairs', ..."""
        if self.kind == "order":
            return "right" if value == truth else "{} of {} pairs".format(*_pairs(value, truth))
        if self.error(value, truth) <= 1:
            return "right"
        if self.kind == "choice":
            return "not so"
        error = self.error(value, truth)
        if self.kind == "curve" and not self.factor:
            return f"off by {error * self.within:.2g} of the range"
        if self.factor:
            times = math.exp(min(error * math.log(self.factor), 700))
            off = f"a factor {times:.2g}"
            return (
                f"off by {off}"
                if self.kind == "curve"
                else f"{off} too {'large' if value > truth else 'small'}"
            )
        return f"{abs(value - truth):.2g} too {'high' if value > truth else 'low'}"


def _plain(value: Any) -> Any:
    """A NumPy or PyTorch number as Python's; anything else as it is."""
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", 1) == 0 else value


def whole(value: float) -> float | int:
    """A float as the integer that it is."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _pairs(value: Sequence, truth: Sequence) -> tuple[int, int]:
    """(pairs in the right order, all pairs)."""
    pairs = list(combinations(truth, 2))
    return sum(value.index(a) < value.index(b) for a, b in pairs), len(pairs)


def join(words: Iterable) -> str:
    *most, last = map(str, words)
    return f"{', '.join(most)} and {last}" if most else last


def show(value: Value) -> str:
    """A value as it is printed and read again: three digits, strings in quotes, curves as a list of points.

    >>> show(0.12345), show("yes"), show(((1, 2.0), (10, 0.5)))
    ('0.123', "'yes'", '[(1, 2), (10, 0.5)]')
    """
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, tuple):
        pairs = [f"({', '.join(map(show, v))})" if isinstance(v, tuple) else show(v) for v in value]
        return f"[{', '.join(pairs)}]"
    return f"{value:.12g}" if isinstance(value, int) else f"{value:.3g}"


def listed(values: Mapping[str, Value]) -> str:
    """Parts and values in one line: 'ntk = -1, mean_field = 0'."""
    return ", ".join(f"{part} = {show(value)}" for part, value in values.items())


# ------------------------------------------------------------------------------------ reading, without running
def literal(node: ast.expr) -> Any:
    """The value of a literal in source that is not run: numbers, their arithmetic (-1/2, 10**3), texts, lists, `...`.

    ValueError for anything else. Arithmetic is done with floats: no power of integers can fill the memory.

    >>> literal(ast.parse("[-1/2, 10**3, 'yes']", mode="eval").body)
    [-0.5, 1000.0, 'yes']
    """
    if isinstance(node, ast.Constant) and (isinstance(node.value, int | float | str) or node.value is ...):
        return node.value
    if isinstance(node, ast.List | ast.Tuple):
        return [literal(item) for item in node.elts]
    try:
        if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
            return _SIGNS[type(node.op)](_arithmetic(node.operand))
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
            found = _OPERATIONS[type(node.op)](float(_arithmetic(node.left)), float(_arithmetic(node.right)))
            return number("literal", found)
    except (ArithmeticError, TypeError) as error:
        raise ValueError(f"literal: {error}") from None
    raise ValueError(f"literal: got a {type(node).__name__}, expected numbers, texts or lists")


def _arithmetic(node: ast.expr) -> float | int:
    value = literal(node)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("literal: arithmetic is for numbers")
    return value


_SIGNS = {ast.USub: lambda a: -a, ast.UAdd: lambda a: a}
_OPERATIONS = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
_RULES = ("unit", "within", "factor", "options", "order", "over")


def calls(source: str, function: str = "guess") -> list[tuple[str, dict[str, Any], ast.Call]]:
    """(name, keywords, node) of each call `guess("name", part=...)` in the source of a cell; keywords that are no
    literals are left out. Nothing is run; source that is no Python has no calls.

    >>> [(name, keywords) for name, keywords, _ in calls('guess("slope", s=-1/2, within=0.1)')]
    [('slope', {'s': -0.5, 'within': 0.1})]
    """
    try:
        tree = ast.parse(re.sub(r"^[ \t]*[%!].*$", "", source, flags=re.M))
        nodes = [
            n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == function
        ]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = []
    for node in sorted(nodes, key=lambda n: (n.lineno, n.col_offset)):
        keywords = {}
        for keyword in node.keywords:
            try:
                keywords[keyword.arg or "**"] = literal(keyword.value)
            except (ValueError, RecursionError):
                continue
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            found.append((node.args[0].value, keywords, node))
    return found


def written(source: str, name: str, values: Mapping[str, Value], only: bool = False) -> str:
    """The source of a cell with a guess written into the last call of `name`; only=True: of that call alone.

    Nothing else of the source changes. What cannot be found is not written.

    >>> written('guess("slope", s=..., within=0.1)  # mine', "slope", {"s": -0.5})
    'guess("slope", s=-0.5, within=0.1)  # mine'
    """
    nodes = [node for found, _, node in calls(source) if found == name]
    if not nodes:
        return source
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    starts = [sum(map(len, lines[:i])) for i in range(len(lines))]
    code = source.encode()

    def span(node: ast.expr) -> tuple[int, int]:
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    begin, end = span(nodes[-1])
    parts = [
        (*span(keyword.value), values[keyword.arg]) for keyword in nodes[-1].keywords if keyword.arg in values
    ]
    after = code[end:]
    for first, last, value in sorted(parts, reverse=True):
        code = code[:first] + _code(value).encode() + code[last:]
    return code[begin : len(code) - len(after)].decode() if only else code.decode()


def _code(value: Value) -> str:
    """A value as a literal, a float in full: 0.1 + 0.2 is written as 0.3."""
    if isinstance(value, tuple):
        return f"[{', '.join(f'({_code(v[0])}, {_code(v[1])})' if isinstance(v, tuple) else _code(v) for v in value)}]"
    return f"{value:.6g}" if isinstance(value, float) else repr(value)


def asked(name: str, keywords: Mapping[str, Any]) -> tuple[Question, dict[str, Any]]:
    """The question of a call and what it says for each part."""
    parts = {key: value for key, value in keywords.items() if key not in _RULES}
    return Question.of(name, parts, **{key: keywords[key] for key in _RULES if key in keywords}), parts


def read_truth(question: Question, printed: str) -> dict[str, Value]:
    """What `reveal` has printed as measured for a question, read back; {} if the text has no such line.

    >>> question = Question.of("peak", ["D"], unit="features", factor=1.5)
    >>> read_truth(question, "peak (in features): measured D = 100.")
    {'D': 100}
    """
    unit = f" (in {question.unit})" if question.unit else ""
    start = re.escape(f"{question.name}{unit}: measured ")
    match = re.search(rf"^{start}(.{{1,4000}})\.$", printed, re.M)
    if match is None:
        return {}
    found = calls(f"guess('', {match[1]})")
    keywords = found[0][1] if found else {}
    truth = {}
    for part in question.parts:
        try:
            truth[part] = question.value(part, keywords.get(part, ...))
        except (TypeError, ValueError):
            continue
    return {part: value for part, value in truth.items() if value is not None}
