"""The lecturer's page: guesses read from whatever was handed in, counted, drawn, and nobody's name on it."""

import json
import re
import time
from html.parser import HTMLParser

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grading.__main__ import main
from grading.pages import predictions
from grading.pages.predictions import Class, ballot, laws_of, notebooks, page, prompts_of, watch

CELLS = [
    ("## 1. Widths\n\n### Exercise 1: a net (2 points)", ""),
    ("**Question.** Who moves?\n\n*Predict before you run:* the two\nslopes <of> $m$.", ""),
    ('guess("slopes", ntk=..., mean_field=..., within=0.1)', "○ slopes: no guess yet.\n"),
    ("run()", "slopes: measured ntk = -0.5, mean_field = 0.\n"),
    ("*Predict before you run:* where?", ""),
    ('guess("peak", D=..., unit="features", factor=1.5)', ""),
    ('guess("winner", m=..., options=(5, 10, 100))', ""),
    ("run()", "peak (in features): measured D = 100.\nwinner: measured m = 100.\n"),
    ('guess("speeds", all=..., order=("A", "B", "C"))', ""),
    ('guess("loss", L=..., over="step", factor=3)', ""),
    ("run()", "speeds: measured all = ['C', 'A', 'B'].\n"
              "loss: measured L = [(1, 1), (100, 0.01)].\n"),
    ("poster()", "movement ~ alpha^s: claim s = -1, yours s = -1.0\n"),
]  # fmt: skip


def as_notebook(cells) -> nbformat.NotebookNode:
    made = []
    for number, (source, printed) in enumerate(cells):
        if source.startswith(("#", "*")):
            made.append(new_markdown_cell(source, id=f"cell-{number}"))
        else:
            outputs = [new_output("stream", text=printed)] if printed else []
            made.append(new_code_cell(source, outputs=outputs, id=f"cell-{number}"))
    return new_notebook(cells=made)


SOURCE = as_notebook(CELLS)


def handed_in(*cells: str, printed: str = "") -> bytes:
    return nbformat.writes(as_notebook([(source, printed) for source in cells])).encode()


class Text(HTMLParser):
    """The words of a page; every tag must be closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.open = [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words += data.split()

    def __str__(self):
        return " ".join(self.words)


def test_prompts_come_from_the_executed_source():
    prompts = prompts_of(SOURCE)
    assert [p.question.name for p in prompts] == ["slopes", "peak", "winner", "speeds", "loss"]
    assert prompts[0].text == "The two slopes <of> m."
    assert {p.section for p in prompts} == {"1. Widths"}
    assert [p.truth for p in prompts] == [
        {"ntk": -0.5, "mean_field": 0},
        {"D": 100},
        {"m": 100},
        {"all": ("C", "A", "B")},
        {"L": ((1, 1), (100, 0.01))},
    ]
    assert laws_of(SOURCE) == {"movement ~ alpha^s": -1}
    with pytest.raises(ValueError, match="without guess"):
        prompts_of(new_notebook())


def test_only_literals_of_the_right_form_are_votes():
    prompts = prompts_of(SOURCE)
    found = ballot(
        prompts,
        handed_in(
            'guess("slopes", ntk=-1/2, mean_field="none", within=99)',
            'guess("peak", D=__import__("os").system("touch /tmp/owned"), factor=1.5)',
            'guess("winner", m=7)',
            'guess("speeds", all=["A", "B", "C"])',
            'guess("loss", L=[(1, 1), (100, ...)])',
            'guess("another", x=1)',
            "# Write what you like: guess(",
        ),
    )
    assert found.votes == {"slopes": {"ntk": (-0.5, -0.5)}, "speeds": {"all": (("A", "B", "C"),) * 2}}


def test_two_calls_are_two_votes():
    found = ballot(
        prompts_of(SOURCE),
        handed_in(
            'guess("peak", D=10)\nguess("peak", D=...)', 'guess("peak", D=100)', "*guess('peak', D=7)*"
        ),
    )
    assert found.votes == {"peak": {"D": (10, 100)}}


def test_exponents_are_read_from_what_was_printed():
    submission = handed_in("poster()", printed="movement ~ alpha^s: claim s = -1, yours s = -1.07 (seed 3)\n")
    assert ballot(prompts_of(SOURCE), submission, laws_of(SOURCE)).exponents == {"movement ~ alpha^s": -1.07}
    for lie in ("nan", "1e999", "-", "1.2.3", "9" * 5000):
        submission = handed_in("poster()", printed=f"movement ~ alpha^s: claim s = -1, yours s = {lie}\n")
        assert ballot(prompts_of(SOURCE), submission, laws_of(SOURCE)).exponents == {}


DEEP = "[" * 100_000 + "]" * 100_000
HOSTILE = {
    "empty": b"",
    "binary": bytes(range(256)) * 100,
    "no notebook": b"[1, 2, 3]",
    "cut off": handed_in('guess("peak", D=50)')[:-40],
    "deep json": DEEP.encode(),
    "deep source": handed_in(f'guess("peak", D={DEEP})'),
    "many": handed_in(*['guess("peak", D=1)'] * 500),
    "tower": handed_in('guess("peak", D=9**9**9**9**9)'),
    "huge": handed_in('guess("slopes", ntk=-1e308, mean_field=1e308)'),
    "tiny": handed_in('guess("peak", D=5e-324)', 'guess("loss", L=[(1, 5e-324), (100, 1e308)])'),
    "blank lines": handed_in('guess("peak", D=1)' + "\n" * 19_000 + "x"),
    "long": handed_in(f'guess("peak", D={"9" * 5000})', 'guess("winner", m=' + "9" * 5000 + ")"),
    "strange types": json.dumps(
        {"cells": [{"cell_type": ["code"], "source": {"a": 1}, "outputs": [3, {"text": [1, None]}]}, 7, None]}
    ).encode(),
    "markup": handed_in(
        "guess(\"winner\", m='</style><script>alert(1)</script>')", printed="</p><script>x: claim"
    ),
    "surrogates": json.dumps({"cells": [{"cell_type": "code", "source": "guess('\udc80', D=1)"}]}).encode(),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_damaged_and_hostile_notebooks_are_harmless(kind):
    room = Class(SOURCE)
    found = [
        ballot(room.prompts, HOSTILE[kind], room.laws),
        ballot(room.prompts, handed_in('guess("peak", D=50)')),
    ]
    html = page("lazy_training", room, found)
    assert "<script" not in html
    Text(html)


@pytest.mark.parametrize("kind", HOSTILE)
def test_they_are_harmless_where_nothing_was_measured(kind):
    room = Class(as_notebook([(source, "") for source, _ in CELLS]))
    started = time.process_time()
    found = [ballot(room.prompts, HOSTILE[kind], room.laws)] * 2
    assert time.process_time() - started < 1
    Text(page("lazy_training", room, found))


def test_a_cut_off_notebook_keeps_its_votes():
    assert ballot(prompts_of(SOURCE), HOSTILE["cut off"]).votes == {"peak": {"D": (50, 50)}}


def varied(n: int) -> list[bytes]:
    """A class of n, right with different shares, half of whom vote again."""
    rng, made = np.random.default_rng(0), []
    for i in range(n):
        slope, peak = rng.choice([-1, -0.5, 0, 1]), int(10 ** rng.uniform(1, 3))
        order = list(rng.permutation(["A", "B", "C"]).tolist())
        cells = [f'guess("slopes", ntk={slope}, mean_field=0)', f'guess("peak", D={peak})']
        cells += [f'guess("winner", m={rng.choice([5, 10])})', f'guess("speeds", all={order})']
        cells += [f'guess("loss", L=[(1, 1), (100, {10 ** rng.uniform(-3, 0):.3f})])']
        cells += ['guess("peak", D=100)'] * (i % 2)
        made.append(
            handed_in(
                *cells, printed=f"movement ~ alpha^s: claim s = -1, yours s = {rng.normal(-1, 0.1):.2f}\n"
            )
        )
    return made


@pytest.fixture
def sixty() -> tuple[Class, list]:
    room = Class(SOURCE)
    return room, [ballot(room.prompts, submission, room.laws) for submission in varied(60)]


def test_the_page_counts_the_class(sixty):
    html = page("lazy_training", *sixty)
    words = str(Text(html))
    assert "60 notebooks, 60 with a guess." in words
    assert "30 changed their vote" in words
    assert re.search(r"D \(in features\): 60 guesses.*?measured 100 , \d+ % right before, \d+ % after", words)
    assert "The two slopes <of> m." in words
    assert html.count('class="dot"') == 60
    assert html.count('class="curves"') == 60
    # nobody was right about the winner, everybody about one of the slopes
    headings = re.findall(r"<h2>(\w+) ", html)
    assert headings[0] == "winner"
    assert "0 % right" in words
    assert "100 % right" in words


def test_the_page_is_one_file_without_scripts_and_names(sixty):
    html = page("lazy_training", *sixty)
    assert "default-src 'none'" in html
    for word in ("<script", "http://", "https://", "url(", "@import", "refresh"):
        assert word not in html.replace("http-equiv", "")
    assert 'http-equiv="refresh"' in page("lazy_training", *sixty, live=True)


def test_columns_hold_every_guess(sixty):
    room, ballots = sixty
    wild = [*ballots, ballot(room.prompts, HOSTILE["huge"])]
    for prompt in room.prompts[:2]:
        for name in prompt.question.parts:
            part = predictions.Part.of(name, prompt, wild)
            drawn = predictions._drawn(part)
            assert sum(column["count"] for column in drawn["columns"]) == len(part.last)
            assert 0 <= drawn["band"][0] < drawn["at"] < drawn["band"][1] <= 100


def test_nobody_has_voted_yet():
    room = Class(SOURCE)
    words = str(Text(page("lazy_training", room, [])))
    assert "0 notebooks, 0 with a guess." in words
    assert "ntk: 0 guesses" in words


def test_a_watched_folder_is_read_again_when_it_changes(tmp_path):
    folder, out, counts = tmp_path / "in", tmp_path / "out" / "page.html", []
    (folder / ".ipynb_checkpoints").mkdir(parents=True)
    (folder / ".ipynb_checkpoints" / "old.ipynb").write_bytes(handed_in('guess("peak", D=1)'))
    (folder / "folder.ipynb").mkdir()
    files = [folder / f"student-{i}" / "lazy_training.ipynb" for i in range(3)]
    steps = iter([*files, None, "remove", "stop"])

    def pause():
        step = next(steps)
        if step == "stop":
            raise KeyboardInterrupt
        if step == "remove":
            files[0].unlink()
        elif step is not None:
            step.parent.mkdir()
            step.write_bytes(handed_in('guess("peak", D=50)'))

    watch("lazy_training", Class(SOURCE), folder, out, pause, counts.append)
    assert counts == [0, 1, 2, 3, 2]  # once for each change, not for the pause in which nothing happened
    html = out.read_text()
    assert "2 notebooks, 2 with a guess." in html
    assert "student-" not in html
    assert list(out.parent.iterdir()) == [out]


def test_a_folder_that_is_none_is_said_in_one_line(tmp_path):
    with pytest.raises(ValueError, match="is no folder"):
        notebooks(tmp_path / "nowhere")


def test_the_command_writes_the_page_of_a_course(tmp_path, capsys):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    source = tmp_path / "source" / "tiny" / "tiny.ipynb"
    files = [source, *(tmp_path / "submitted" / name / "tiny" / "tiny.ipynb" for name in ("ada", "emmy"))]
    for file, content in zip(files, (nbformat.writes(SOURCE).encode(), *varied(2))):
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    assert main(["predictions", "tiny", "--course", str(tmp_path)]) == 0
    out = tmp_path / "predictions" / "tiny.html"
    assert capsys.readouterr().out == f"{out}: 2 notebooks\n"
    html = out.read_text()
    assert "2 notebooks, 2 with a guess." in html
    assert "ada" not in str(Text(html)).lower().split()
    assert main(["predictions", "other", "--course", str(tmp_path)]) == 2
    assert main(["predictions", "tiny", "--course", str(tmp_path), "--watch", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"grading: predictions: {tmp_path / 'none'} is no folder, expected one with notebooks"
    )
