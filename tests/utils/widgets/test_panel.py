"""Controls and panels: grids, defaults, the live box, and what they refuse."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from utils import plots, widgets
from utils.widgets import panel


def draw(alpha: float = 1.0, target: str = "simple"):
    figure, (ax,) = plots.canvas()
    x = np.linspace(-1, 1, 200)
    ax.plot(x, np.sin(alpha * x), label=target)
    plots.describe(ax, f"sine with alpha {alpha:g} for {target}")
    return figure


CONTROLS = {
    "alpha": widgets.log_slider("α output scale", 0.1, 10, value=1),
    "target": widgets.choice("target", ("simple", "middle"), "middle"),
}


def test_slider_grid_is_exact_and_starts_at_the_nearest_value():
    control = widgets.slider("η learning rate", 0.1, 0.7, value=0.34, step=0.1)
    assert control.options == (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    assert control.value == 0.3
    assert all(isinstance(v, int) for v in widgets.slider("width m", 2, 6, value=4, step=2).options)


def test_log_slider_has_equal_ratios():
    control = widgets.log_slider("α", 0.1, 10, value=1)
    ratios = np.diff(np.log(control.options))
    # options are rounded to three digits: two neighbours may each be off by half a unit of the third digit
    assert np.allclose(ratios, np.log(100) / 40, atol=0.01)
    assert (control.options[0], control.value, control.options[-1]) == (0.1, 1.0, 10.0)


def test_panel_draws_defaults_and_any_setting():
    panel = widgets.explore(draw, **CONTROLS)
    assert panel.values == {"alpha": 1.0, "target": "middle"}
    assert panel.png()[1] == "sine with alpha 1 for middle"
    assert panel.png(alpha=3.0)[1] == "sine with alpha 3 for middle"
    assert panel.png(alpha=3.0)[0] != panel.png()[0]
    assert repr(panel) == "Panel(draw: α output scale = 1, target = middle)"


def test_live_box_replaces_one_image_and_its_alt_text():
    box = widgets.explore(draw, **CONTROLS).live()
    alpha, target, picture = box.children
    assert (alpha.description, target.description) == ("α output scale", "target")
    before = picture.value
    alpha.value = 10.0
    assert picture.value != before
    assert 'alt="sine with alpha 10 for middle"' in picture.value
    target.value = "simple"
    assert 'alt="sine with alpha 10 for simple"' in picture.value
    assert box.children[2] is picture


def test_the_next_picture_in_the_same_direction_is_drawn_ahead():
    drawn = []

    def note(alpha):
        drawn.append(alpha)
        return plots.canvas()[0]

    async def move(*values):
        drawn.clear()
        for value in values:
            alpha.value = value
        await asyncio.sleep(0.05)  # timers run in the order of their times: the drawing comes first

    def played(*values):
        """In a thread of its own: the browser of an earlier test keeps a loop running in this one."""
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, move(*values)).result()
        return drawn

    alpha = widgets.explore(note, alpha=widgets.slider("alpha", 0, 5, value=2)).live().children[0]
    assert played(3) == [3, 4]
    assert played(4, 5) == [5]  # both are known, or at the end
    assert played(1) == [1, 0]  # a drag to the left


def test_bundle_without_a_front_end_is_a_still_picture_with_alt_text():
    data, metadata = widgets.explore(draw, **CONTROLS)._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/png"}
    assert metadata["image/png"]["alt"] == "sine with alpha 1 for middle"


def test_bundle_for_a_front_end_is_live_and_keeps_the_still_picture(monkeypatch):
    monkeypatch.setattr(panel, "somebody_is_there", lambda: True)
    data, _ = widgets.explore(draw, **CONTROLS)._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "image/png", "text/plain"} <= set(data)
    assert data["text/plain"].startswith("Panel(draw:")


def test_figures_of_widgets_stay_outside_pyplot():
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    widgets.explore(draw, **CONTROLS).png()
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: widgets.slider("", 0, 1, 0), "label: got ''"),
        (lambda: widgets.slider("a", 1, 0, 0), "high: got 0.0, expected a number above low = 1"),
        (lambda: widgets.slider("a", 0, 1, 2), "value: got 2.0"),
        (lambda: widgets.slider("a", 0, 1, 0, step=0), "step: got 0.0, expected a positive number"),
        (lambda: widgets.log_slider("a", 0, 1, 0.5), "low: got 0.0, expected a positive number"),
        (lambda: widgets.log_slider("a", 1, 2, 1, steps=0), "steps: got 0"),
        (lambda: widgets.choice("a", ()), "options: got none"),
        (lambda: widgets.choice("a", ("x", "y"), "z"), "value: got 'z', expected one of 'x', 'y'"),
        (lambda: widgets.explore(draw), "controls: got none"),
        (lambda: widgets.explore(3, **CONTROLS), "draw: got 3, expected a function"),
        (lambda: widgets.explore(draw, alpha=1.0), "alpha: got a float"),
        (lambda: widgets.explore(draw, **CONTROLS).figure(beta=1), "control: got 'beta'"),
        (
            lambda: widgets.explore(lambda alpha: 3, alpha=CONTROLS["alpha"]).figure(),
            "draw: got a function that returns a int",
        ),
    ],
)
def test_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises((ValueError, TypeError)) as refusal:
        call()
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)
