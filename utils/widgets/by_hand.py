"""A guess made by hand: controls below an open guess, and the line of code that they stand for.

A widget cannot change the source of a cell in any front end; the reply to a running cell can. So the panel shows the
line, to be read or pasted anywhere, and when the cell is run again `guess` takes what was set and asks the front end
to write it into the cell (`set_next_input`, which JupyterLab, Notebook 7 and VS Code obey).
"""

import ast
import html
from collections.abc import Callable
from typing import Any

from utils.questions import Question, Value, literal, written

_NUMBER = {"width": "22em", "max_width": "100%"}


def panel(question: Question, given: dict[str, Any], source: str, changed: Callable[[dict[str, Value]], Any]):
    """The ipywidgets box for the open parts of a question; `changed(values)` is called when a hand has moved something.

    given: what the cell says for each part (`...` is open; a curve keeps its places x). source: of the cell, of which
    the panel shows the call of this question with the guess in it. Every control is a native input with a label.
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

    def observe(part: str, controls: list, read: Callable[[], Any]) -> None:
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
        rows.extend(controls)

    for part in question.parts:
        if part in given:
            observe(part, *_controls(question, part, given[part]))
    show()
    return ipywidgets.VBox([*rows, line])


def _controls(question: Question, part: str, given: Any) -> tuple[list, Callable[[], Any]]:
    """The controls of one part, and what they say together."""
    import ipywidgets

    unit = f" ({question.unit})" if question.unit else ""
    look = {"style": {"description_width": "initial"}, "description_allow_html": False, "layout": _NUMBER}
    if question.kind == "choice":
        named = [(str(option), option) for option in question.options]
        buttons = ipywidgets.RadioButtons(options=named, value=None, description=f"{part}:", **look)
        return [buttons], lambda: ... if buttons.value is None else buttons.value
    if question.kind == "order":
        named = [("choose", ...), *((str(option), option) for option in question.options)]
        places = [
            ipywidgets.Dropdown(options=named, value=..., description=f"{part}, place {i + 1}:", **look)
            for i in range(len(question.options))
        ]
        return places, lambda: [place.value for place in places]
    if question.kind == "curve":
        xs = [point[0] for point in given if isinstance(point, list | tuple) and len(point) == 2]
        fields = [_field(question, f"{part} at {question.over} {x:g}{unit}:", look) for x in xs]
        return [field for field, _ in fields], lambda: [(x, read()) for x, (_, read) in zip(xs, fields)]
    field, read = _field(question, f"{part}{unit}:", look)
    return [field], read


def _field(question: Question, label: str, look: dict):
    """A number: a logarithmic slider where ratios count, else a text; what nobody has touched is no guess."""
    import ipywidgets

    if question.factor:
        field = ipywidgets.FloatLogSlider(
            value=1, min=-6, max=6, step=0.05, description=label, readout_format=".3g", **look
        )
        touched = []
        field.observe(touched.append, names="value")
        return field, lambda: float(f"{field.value:.3g}") if touched else ...
    field = ipywidgets.Text(placeholder="a number", description=label, **look)
    return field, lambda: literal(ast.parse(field.value.strip(), mode="eval").body)
