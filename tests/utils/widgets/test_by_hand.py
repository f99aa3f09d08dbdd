"""A guess made by hand: what the controls say becomes the line of code, in a real kernel too."""

import queue

import ipywidgets
import pytest
from jupyter_client.manager import start_new_kernel

from utils import frontend
from utils.questions import Question, calls, written
from utils.widgets.by_hand import panel

CASES = [
    (
        Question.of("slopes", ["ntk", "mf"], within=0.1),
        {"ntk": ..., "mf": ...},
        ["-1/2", "0"],
        {"ntk": -0.5, "mf": 0},
    ),
    (Question.of("peak", ["D"], unit="features", factor=1.5), {"D": ...}, ["31.6"], {"D": 31.6}),
    (Question.of("winner", ["m"], options=(5, 10)), {"m": ...}, [10], {"m": 10}),
    (Question.of("speeds", ["s"], order=("A", "B")), {"s": ...}, ["B", "A"], {"s": ("B", "A")}),
    (
        Question.of("loss", ["L"], over="step", factor=3),
        {"L": [[1, ...], [10, ...]]},
        ["0.5", "1/10"],
        {"L": ((1, 0.5), (10, 0.1))},
    ),
]


@pytest.mark.parametrize(
    ("question", "given", "moves", "values"), CASES, ids=lambda c: getattr(c, "kind", "")
)
def test_what_a_hand_sets_is_a_guess_once_it_is_whole(question, given, moves, values):
    source = f"# mine\nguess({question.name!r}, {', '.join(f'{p}={g}' for p, g in given.items())})".replace(
        "Ellipsis", "..."
    )
    said = []
    *rows, line = panel(question, given, source, said.append).children
    assert "choose here" in line.value
    controls = [row for row in rows if not isinstance(row, ipywidgets.HBox | ipywidgets.FloatLogSlider)]
    assert all(control.description for control in controls)  # the label that a screen reader says
    for control, move in zip(controls, moves, strict=True):
        control.value = move
    assert said[-1] == values
    assert "choose here" not in line.value
    [(_, keywords, _)] = calls(written(source, question.name, said[-1]))
    assert {part: question.value(part, keywords[part]) for part in keywords} == values


def test_the_points_of_a_curve_can_be_dragged():
    """One upright handle a point, in the order of the places; a field follows its handle, and a handle its field."""
    question, said = Question.of("loss", ["L"], over="step", factor=3), []
    given = {"L": [[1, ...], [10, ...], [100, ...]]}
    axes, *fields, _ = panel(question, given, "guess('loss', L=...)", said.append).children
    assert [handle.description for handle in axes.children] == ["1", "10", "100"]
    assert {handle.orientation for handle in axes.children} == {"vertical"}
    for handle, value in zip(axes.children, (0.5, 0.1, 1e-6), strict=True):
        handle.value = value
    assert said[-1] == {"L": ((1, 0.5), (10, 0.1), (100, 1e-6))}
    fields[1].value = "0.25"
    assert axes.children[1].value == 0.25
    assert fields[1].value == "0.25"
    for beyond in ("1e9", "-3", "fast"):
        fields[2].value = beyond
        assert (axes.children[2].value, fields[2].value) == (1e-6, beyond)
    assert "L" not in said[-1]


def test_one_number_has_a_handle_too():
    said = []
    question = Question.of("peak", ["D"], factor=1.5)
    field, handle, _ = panel(question, {"D": ...}, "guess('peak', D=...)", said.append).children
    handle.value = 50.0
    assert (field.value, said[-1]) == ("50", {"D": 50})


def test_half_a_number_is_no_guess():
    said = []
    field, _ = panel(
        Question.of("slope", ["s"], within=0.1), {"s": ...}, "guess('slope', s=...)", said.append
    ).children
    for text in ("-", "1e", "fast", "[1]", "()", "1" * 5000, "__import__('os')"):
        field.value = text
        assert said[-1] == {}, text
    field.value = "1e-3"
    assert said[-1] == {"s": 0.001}


def test_only_the_guess_is_written():
    first = "# Größe: guess('peak', D=1)\nguess('peak', D=...,\n      factor=2)  # ψ\n"
    source = f"{first}guess('slope', s=..., within=1)\n"
    assert written(source, "slope", {"s": -0.5}) == source.replace("s=...", "s=-0.5")
    assert written(source, "peak", {"D": 7, "x": 3}) == source.replace("D=...", "D=7")
    assert written(source, "peak", {"D": 7}, only=True) == "guess('peak', D=7,\n      factor=2)"
    assert written(source, "else", {"D": 7}) == source
    assert written("guess(", "peak", {"D": 7}) == "guess("


def test_outside_a_kernel_there_is_no_cell():
    assert frontend.running_code() == frontend.running_cell() == ""
    assert not frontend.somebody_is_there()


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name="python3")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def ask(kernel, code: str, person: bool = True) -> tuple[str, list[dict]]:
    """What a cell printed, and what its reply asks of the front end."""
    printed = []

    def hook(message):
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    reply = kernel.execute_interactive(code, allow_stdin=person, output_hook=hook, timeout=60)
    assert reply["content"]["status"] == "ok"
    with pytest.raises(queue.Empty):
        kernel.get_stdin_msg(timeout=0)
    return "".join(printed), reply["content"]["payload"]


@pytest.mark.slow
def test_running_the_cell_again_writes_the_lines(kernel):
    cell = "guess('slope', s=..., within=0.1)\nguess('peak', D=..., factor=2)"
    printed, payload = ask(kernel, f"from utils.guess import _book, guess\n{cell}")
    assert printed.count("no guess yet") == 2
    assert payload == []
    ask(
        kernel,
        "for name, value in (('slope', {'s': -0.5}), ('peak', {'D': 50})):\n    _book.entries[name].by_hand = value",
    )
    printed, payload = ask(kernel, cell)
    assert "● slope: noted, s = -0.5." in printed
    assert "● peak: noted, D = 50." in printed
    [asked] = payload  # one wish, with both lines in it
    assert asked["source"] == "set_next_input"
    assert asked["replace"] is True
    assert asked["text"] == "guess('slope', s=-0.5, within=0.1)\nguess('peak', D=50, factor=2)"


@pytest.mark.slow
def test_a_program_gets_no_controls_and_no_wishes(kernel):
    ask(kernel, "from utils.guess import _book, guess")
    displayed = []

    def hook(message):
        if message["msg_type"] == "display_data":
            displayed.append(message["content"]["data"])

    for person in (True, False):
        kernel.execute_interactive(
            "guess('other', s=..., within=1)", allow_stdin=person, output_hook=hook, timeout=60
        )
        assert [sorted(data) for data in displayed] == [
            ["application/vnd.jupyter.widget-view+json", "text/plain"]
        ]
