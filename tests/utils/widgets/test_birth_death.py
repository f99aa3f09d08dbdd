"""Panels of the birth-death lab: pure, played like a film, headless."""

import pytest

from utils.widgets import birth_death as widgets


def test_movie_is_pure_and_starts_at_the_end(run, teacher, moved):
    panel = widgets.movie(run, *teacher)
    moved(panel)
    assert panel.values == {"step": 80, "teachers": "0, 1"}
    assert repr(panel) == "Panel(draw_movie: t training step = 80, teacher neurons = 0, 1)"
    assert panel.controls["step"].options == tuple(range(0, 81, 10))
    png, alt = panel.png(step=20, teachers="0, 2")
    assert png == panel.png(step=20, teachers="0, 2")[0] != panel.png(step=30, teachers="0, 2")[0]
    assert alt.count("after 20 steps") == 3


def test_movie_can_be_played(run, teacher):
    movie = widgets.movie(run, *teacher)
    box = movie.live(movie.png())  # as it is displayed: the still picture is at hand
    assert type(box.children[0]).__name__ == "Play"
    assert box.children[0].max == 8
    assert box.children[0].value == box.children[1].index, "linked: a film shown moves its slider"
    assert box.children[1].options[0][1] == 0


def test_noise_floor_panel(sweep, moved):
    panel = widgets.noise_floor(sweep)
    moved(panel)
    assert panel.controls["alpha"].options == (0.1, 1.0)
    assert panel.controls["rule"].options == ("birth_death", "reinjection")
    near, far = (panel.png(alpha=alpha, rule="birth_death") for alpha in (0.1, 1.0))
    assert near[0] != far[0]
    figure = widgets.draw_noise_floor(sweep, alpha=0.9)
    assert "α = 1" in figure.axes[0].get_legend().get_texts()[1].get_text()
    with pytest.raises(ValueError, match="alpha: got -1"):
        widgets.draw_noise_floor(sweep, alpha=-1)


def test_default_draws_are_headless(run, sweep, teacher):
    assert len(widgets.draw_neurons(run, *teacher).axes) == 3
    assert len(widgets.draw_noise_floor(sweep).axes) == 2
    low, high = widgets.draw_neurons(run, *teacher, replicas=1).axes[0].get_xlim()
    assert low == -high
