"""A guess made by hand: controls below an open guess, and the line of code that they stand for.

A widget cannot change the source of a cell in any front end; the reply to a running cell can. So the panel shows the
line, to be read or pasted anywhere, and when the cell is run again `guess` takes what was set and asks the front end
to write it into the cell (`set_next_input`, which JupyterLab, Notebook 7 and VS Code obey).

Numbers are typed into a field with a label, which a keyboard and a screen reader reach. Where ratios count, a handle
beside it can be dragged; a curve has one upright handle for each of its points, side by side as on axes. Page Up and
Page Down move a handle too; so do the arrow keys in JupyterLab, but Notebook 7 keeps those for its cells.
"""

import ast
import contextlib
import html
from collections.abc import Callable
from typing import Any

from utils.questions import Question, Value, literal, written

_NUMBER = {"width": "22em", "max_width": "100%"}


def panel(question: Question, given: dict[str, Any], source: str, changed: Callable[[dict[str, Value]], Any]):
    """The ipywidgets box for the open parts of a question; `changed(values)` is called when a hand has moved something.

    given: what the cell says for each part (`...` is open; a curve keeps its places x). source: of the cell, of which
    the panel shows the call of this question with the guess in it. All can be said with native inputs that have labels.
    """
    import ipywidgets

    values: dict[str, Value] = {}
    line = ipywidgets.HTML(layout={"max_width": "100%"})
    rows: list[Any] = []

    def show() -> None:
        code = html.escape(written(source, question.name, values, only=True))
        line.value = (
            f"<div role='status'>Run the cell again and it will read<br><code>{code}</code></div>"
            if values
            else "<div role='status'>Or choose here, then run the cell again.</div>"
        )

    def observe(part: str, shown: list, controls: list, read: Callable[[], Any]) -> None:
        def moved(_) -> None:
            try:
                value = question.value(part, read())
            except (TypeError, ValueError, SyntaxError):
                value = None
            if value is None:
                values.pop(part, None)
            else:
                values[part] = value
            changed(dict(values))
            show()

        for control in controls:
            control.observe(moved, names="value")
        rows.extend(shown)

    for part in question.parts:
        if part in given:
            observe(part, *_controls(question, part, given[part]))
    show()
    return ipywidgets.VBox([*rows, line])


def _controls(question: Question, part: str, given: Any) -> tuple[list, list, Callable[[], Any]]:
    """What is shown for one part, the inputs among it, and what they say together."""
    import ipywidgets

    unit = f" ({question.unit})" if question.unit else ""
    look = {"style": {"description_width": "initial"}, "description_allow_html": False, "layout": _NUMBER}
    if question.kind == "choice":
        named = [(str(option), option) for option in question.options]
        buttons = ipywidgets.RadioButtons(options=named, value=None, description=f"{part}:", **look)
        return [buttons], [buttons], lambda: ... if buttons.value is None else buttons.value
    if question.kind == "order":
        named = [("choose", ...), *((str(option), option) for option in question.options)]
        places = [
            ipywidgets.Dropdown(options=named, value=..., description=f"{part}, place {i + 1}:", **look)
            for i in range(len(question.options))
        ]
        return places, places, lambda: [place.value for place in places]
    if question.kind == "curve":
        xs = [point[0] for point in given if isinstance(point, list | tuple) and len(point) == 2]
        labels = [f"{part} at {question.over} {x:g}{unit}:" for x in xs]
        fields = [ipywidgets.Text(placeholder="a number", description=label, **look) for label in labels]
        handles = [_handle(field, f"{x:g}", "vertical") for field, x in zip(fields, xs) if question.factor]
        shown = [ipywidgets.HBox(handles), *fields] if handles else fields
        return shown, fields, lambda: [(x, _typed(field)) for x, field in zip(xs, fields)]
    field = ipywidgets.Text(placeholder="a number", description=f"{part}{unit}:", **look)
    handles = [_handle(field, "", "horizontal")] if question.factor else []
    return [field, *handles], [field], lambda: _typed(field)


def _typed(field) -> Any:
    """The number in a field; SyntaxError or ValueError for anything else."""
    return literal(ast.parse(field.value.strip(), mode="eval").body)


def _handle(field, label: str, orientation: str):
    """A logarithmic slider from 1e-6 to 1e6 that writes into the field, and follows what is typed there."""
    import ipywidgets

    layout = {"height": "14em", "width": "5em"} if orientation == "vertical" else _NUMBER
    handle = ipywidgets.FloatLogSlider(
        value=1,
        min=-6,
        max=6,
        step=0.05,
        description=label,
        readout=False,
        orientation=orientation,
        layout=layout,
    )

    def follow(_) -> None:
        with contextlib.suppress(TypeError, ValueError, SyntaxError):
            if 1e-6 <= _typed(field) <= 1e6:
                handle.value = _typed(field)

    def write(change) -> None:
        with contextlib.suppress(TypeError, ValueError, SyntaxError):
            if float(_typed(field)) == change.new:
                return  # the handle has followed the field
        field.value = f"{change.new:.3g}"

    field.observe(follow, names="value")
    handle.observe(write, names="value")
    return handle
