"""Panels of the assignment on neuron birth-death: recorded runs, drawn by `utils.plots` at every setting."""

import math

import torch
from matplotlib.figure import Figure

from utils.particles import Run
from utils.plots import birth_death as plots
from utils.plots import canvas
from utils.validation import integer, positive
from utils.widgets.panel import Panel, choice, explore, log_slider, slider


class Movie(Panel):
    """A panel whose first control can be played like a film."""

    def live(self, still: tuple[bytes, str] | None = None):
        """The controls and the picture of the panel under a play button that moves the first control."""
        import ipywidgets

        box = super().live(still)
        frames = box.children[0]
        play = ipywidgets.Play(value=frames.index, min=0, max=len(frames.options) - 1, interval=200)
        ipywidgets.jslink((play, "value"), (frames, "index"))
        return ipywidgets.VBox([play, *box.children])


def draw_neurons(
    run: Run, a: torch.Tensor, c: torch.Tensor, step: int = 0, teachers: str = "0, 1", replicas: int = 3
) -> Figure:
    """The first `replicas` clouds of `run`, at the snapshot nearest to `step`, in the plane of two teacher neurons."""
    nearest = int((run.steps - integer("step", step, low=0)).abs().argmin())
    pair = tuple(int(i) for i in teachers.split(","))
    figure, axs = canvas(integer("replicas", replicas, high=len(run.rules)), size=(3.1 * replicas, 3.4))
    plots.frame(run, a, c, nearest, pair, axs)
    return figure


def movie(run: Run, a: torch.Tensor, c: torch.Tensor, replicas: int = 3) -> Movie:
    """Play the snapshots of `run` beside the rays of the teacher (a, c)."""

    def draw_movie(step: int, teachers: str) -> Figure:
        return draw_neurons(run, a, c, step, teachers, replicas)

    pairs = [f"{i}, {j}" for i in range(len(a)) for j in range(i + 1, len(a))]
    last, gap = int(run.steps[-1]), int(run.steps[1])
    return Movie(
        draw_movie,
        {
            "step": slider("t training step", 0, last, last, step=gap),
            "teachers": choice("teacher neurons", pairs),
        },
    )


def draw_noise_floor(run: Run, alpha: float = 1.0, rule: str = "reinjection") -> Figure:
    """The loss at the recorded alpha nearest to `alpha`, beside the final loss over all alphas of this rule."""
    recorded = {a for a, r in zip(run.alphas, run.rules) if r == rule}
    nearest = min(recorded, default=alpha, key=lambda a: abs(math.log(a / positive("alpha", alpha))))
    figure, axs = canvas(2)
    plots.noise_floor(run, rule, nearest, axs)
    return figure


def noise_floor(run: Run) -> Panel:
    """Move alpha through the values of `run`, two or more, for each of its rules with birth and death."""

    def draw_floor(alpha: float, rule: str) -> Figure:
        return draw_noise_floor(run, alpha, rule)

    rules = tuple(dict.fromkeys(r for r in run.rules if r != "descent"))
    alphas = sorted({a for a, r in zip(run.alphas, run.rules) if r != "descent"})
    return explore(
        draw_floor,
        alpha=log_slider(
            "α birth-death rate", alphas[0], alphas[-1], alphas[len(alphas) // 2], len(alphas) - 1
        ),
        rule=choice("rule", rules, rules[-1]),
    )
