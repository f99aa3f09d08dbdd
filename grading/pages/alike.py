"""Alike submissions side by side, what they share marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from grading.alike import LEAST, Pair, Places, Work
from grading.pages import render
from grading.verdict import plain

MAX_PAIRS = 60  # shown in full


def page(assignment: str, class_: Mapping[str, Work], found: list[Pair], least: float) -> str:
    """The page on the pairs that `grading.alike.pairs` has found, most alike first."""
    return render(
        "alike.html",
        assignment=assignment.replace("_", " "),
        students=len(class_),
        too_short=sum(len(work.marks) < LEAST for work in class_.values()),
        least=f"{100 * least:.0f}",
        more=len(found) if len(found) > MAX_PAIRS else 0,
        pairs=[_shown(pair, class_) for pair in found[:MAX_PAIRS]],
    )


def _shown(pair: Pair, class_: Mapping[str, Work]) -> dict[str, Any]:
    first, second = class_[pair.first].answers, class_[pair.second].answers
    common = [
        name
        for name in first
        if name in second and pair.shared & first[name][1].keys() & second[name][1].keys()
    ]
    return {
        "first": plain(pair.first),
        "second": plain(pair.second),
        "percent": f"{100 * pair.share:.0f}",
        "where": ", ".join(map(plain, common)),
        "answers": [
            {
                "name": plain(n),
                "first": marked(*first[n], pair.shared),
                "second": marked(*second[n], pair.shared),
            }
            for n in common
        ],
    }


def marked(text: str, places: Places, shared: Iterable[int]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether a shared footprint stands on it.

    >>> marked("a < b and c", {1: (0, 5), 2: (4, 9)}, {1, 2})
    [('a < b and', True), (' c', False)]
    """
    pieces: list[tuple[str, bool]] = []
    at = 0
    for begin, end in sorted(places[mark] for mark in set(shared) & places.keys()):
        if begin > at:
            pieces.append((text[at:begin], False))
        if end > at:
            piece = text[max(begin, at) : end]
            if pieces and pieces[-1][1]:
                piece = pieces.pop()[0] + piece
            pieces.append((piece, True))
            at = end
    return [*pieces, (text[at:], False)] if at < len(text) else pieces
