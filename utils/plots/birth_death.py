"""The figures of the assignment on neuron birth-death. Each takes data, draws, and returns its Axes.

Where a student has guessed what a figure shows, it takes the guess as `you` and draws it; None draws nothing.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from utils.particles import RULES, Bumps, Lottery, Run
from utils.plots._base import COLORS, axes, bands, describe, panels, thin
from utils.plots._base import show as show
from utils.plots.guesses import draw_guess
from utils.validation import integer, one_of, refuse, tensor_shape

TIME = "training step"
LOSS = "loss"
#: Colour and name of each rule, the same in all figures.
RULE_COLORS = dict(zip(RULES, (COLORS["blue"], COLORS["vermilion"], COLORS["green"])))
RULE_NAMES = dict(zip(RULES, ("gradient descent", "birth-death", "birth-death + reinjection")))
POSITIVE, NEGATIVE = COLORS["orange"], COLORS["purple"]


def running_median(loss: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Steps t and the median of the loss (S, R) over the last tenth of the first t steps, at up to 60 values of t.

    >>> t, median = running_median(torch.arange(100.0)[:, None])
    >>> int(t[-1]), float(median[-1, 0])
    (100, 94.5)
    """
    loss = tensor_shape("loss", loss, ("steps", "replicas"), finite=False).numpy()
    steps = np.unique(np.geomspace(min(10, len(loss)), len(loss), 60).round().astype(int))
    return steps, np.array([np.median(loss[t - max(1, t // 10) : t], axis=0) for t in steps])


def losses(run: Run, labels: Sequence[str], ax: Axes | None = None, title: str | None = None) -> Axes:
    """Running medians of the loss of every replica of `run` on logarithmic axes, under the given labels."""
    if len(labels) != len(run.rules):
        refuse("labels", f"{len(labels)}", f"{len(run.rules)}, one for each replica")
    ax = axes(ax, xlabel=TIME, ylabel=f"{LOSS} (running median)", xscale="log", yscale="log", title=title)
    steps, medians = running_median(run.loss)
    for curve, label in zip(medians.T, labels):
        ax.plot(steps, curve, label=label)
    ax.legend()
    last = ", ".join(f"{label} {value:.1e}" for label, value in zip(labels, medians[-1]))
    return describe(ax, f"Loss over training steps on logarithmic axes; at the end: {last}.")


def planted(a: torch.Tensor, c: torch.Tensor, ax: Axes | None = None) -> Axes:
    """Cosines between the planted directions a (k, d) as a square of numbers; the signs of c (k,) on the axes."""
    a = tensor_shape("a", a, ("k", "d"))
    c = tensor_shape("c", c, (len(a),))
    cosine = torch.nn.functional.cosine_similarity(a[:, None], a[None], dim=2).numpy()
    ax = axes(ax, title="cosines between planted neurons", size=(4.2, 3.6))
    ax.imshow(cosine, vmin=-1, vmax=1, cmap="RdBu_r")
    ax.grid(False)
    signs = [f"{k} ({'+' if s > 0 else '−'})" for k, s in enumerate(c)]
    ax.set(xticks=range(len(a)), yticks=range(len(a)), xticklabels=signs, yticklabels=signs)
    for i, j in np.ndindex(cosine.shape):
        ink = "white" if abs(cosine[i, j]) > 0.6 else "black"
        ax.text(j, i, f"{cosine[i, j]:.2f}", ha="center", va="center", fontsize=8, color=ink)
    off = np.abs(cosine - np.eye(len(a))).max()
    return describe(
        ax, f"Cosines between {len(a)} planted directions: 1 on the diagonal, at most {off:.2f} elsewhere."
    )


def _plane(a: torch.Tensor, pair: tuple[int, int]) -> np.ndarray:
    """An orthonormal basis (d, 2) of the plane of two planted directions, the first of them along the first axis."""
    first, second = (integer(f"pair[{j}]", i, low=0, high=len(a) - 1) for j, i in enumerate(pair))
    if first == second:
        refuse("pair", repr(pair), "two different planted neurons")
    q, r = np.linalg.qr(a[[first, second]].double().numpy().T)
    return q * np.sign(r.diagonal())


def _rays(ax: Axes, a: torch.Tensor, c: torch.Tensor, basis: np.ndarray, pair, reach: float) -> None:
    """The rays of the planted neurons: the two of the pair as arrows, their signs in colour."""
    for i in pair:
        tip = a[i].double().numpy() @ basis
        tip = reach * tip / np.linalg.norm(tip)
        color = POSITIVE if c[i] > 0 else NEGATIVE
        ax.annotate("", tip, (0, 0), arrowprops={"arrowstyle": "->", "color": color, "lw": 1.6, "ls": "--"})
        side = "right" if tip[0] > 0 else "left"  # towards the middle: there is room
        name = f"teacher {i} ({'+' if c[i] > 0 else '−'})"
        ax.annotate(name, tip, (0, 4), textcoords="offset points", ha=side, color=color, fontsize=8)


def neurons(
    run: Run,
    a: torch.Tensor,
    c: torch.Tensor,
    *,
    replica: int = 0,
    frame: int = -1,
    pair: tuple[int, int] = (0, 1),
    reach: float | None = None,
    trail: int | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """One replica: neurons as points `|w| p / n` in the plane of two planted directions, and their paths up to `frame`.

    `a` (k, d), `c` (k,): the teacher, two of its neurons drawn as rays. Colors tell the sign of the weight; a ring
    marks a neuron that was born (copied or new) since the snapshot before, and no line leads to it. `trail`: draw only
    so many snapshots of each path; `reach`: half the width of the picture.
    """
    replica = integer("replica", replica, low=0, high=len(run.rules) - 1)
    frame = integer("frame", frame, low=-len(run.steps), high=len(run.steps) - 1) % len(run.steps)
    basis = _plane(tensor_shape("a", a, ("k", run.position.shape[-1])), pair)
    position, weight = run.position[:, replica].double().numpy(), run.weight[:, replica].double().numpy()
    points = (position @ basis) * np.abs(weight)[..., None] / weight.shape[1]
    reach = float(np.abs(points).max()) * 1.05 if reach is None else reach
    ax = axes(
        ax, title=title or RULE_NAMES[run.rules[replica]], xlabel=f"along teacher {pair[0]}", ylabel="across"
    )
    born = run.newborn[:, replica].numpy()
    start = 0 if trail is None else max(0, frame - integer("trail", trail))
    paths = points[start : frame + 1].copy()
    paths[born[start : frame + 1]] = np.nan  # a line never joins a dead neuron with its successor
    colors = np.where(weight[frame] > 0, POSITIVE, NEGATIVE)
    segments = [np.ma.masked_invalid(path) for path in paths.transpose(1, 0, 2)]
    ax.add_collection(LineCollection(segments, colors=list(colors), linewidths=0.7, alpha=0.5))
    ax.scatter(*points[frame].T, c=colors, s=22, zorder=3)
    if frame and born[frame].any():
        ax.scatter(
            *points[frame][born[frame]].T, s=80, facecolors="none", edgecolors=COLORS["black"], zorder=4
        )
    _rays(ax, a, c, basis, pair, 0.9 * reach)
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    return describe(
        ax,
        f"{points.shape[1]} neurons after {int(run.steps[frame])} steps of {RULE_NAMES[run.rules[replica]]}, in "
        f"the plane of planted neurons {pair[0]} and {pair[1]}; {int(born[frame].sum())} are newly born.",
    )


def frame(
    run: Run, a: torch.Tensor, c: torch.Tensor, at: int, pair: tuple[int, int], axs: np.ndarray
) -> np.ndarray:
    """The first len(axs) replicas at snapshot `at` with trails of ten snapshots; one scale for the whole film."""
    n = len(axs)
    mass = run.position[-1, :n].norm(dim=-1) * run.weight[-1, :n].abs() / run.weight.shape[-1]
    reach = 1.1 * float(mass.max())
    for replica, ax in enumerate(axs):
        neurons(run, a, c, replica=replica, frame=at, pair=pair, reach=reach, trail=10, ax=ax)
        ax.label_outer()
    return axs


def trajectories(
    run: Run, a: torch.Tensor, c: torch.Tensor, replicas: Sequence[int], axs: np.ndarray | None = None
) -> np.ndarray:
    """Paths and final neurons of several replicas side by side, in the plane of the first two planted neurons."""
    axs = panels(axs, len(replicas))
    mass = run.position[-1, list(replicas)].norm(dim=-1) * run.weight[-1, list(replicas)].abs()
    reach = float(mass.double().quantile(0.98)) / mass.shape[1]
    for ax, r in zip(axs, replicas):
        neurons(run, a, c, replica=r, reach=reach, ax=ax)
    names = " / ".join(RULE_NAMES[run.rules[r]] for r in replicas)
    return describe(
        axs, f"Paths and final places of the neurons and two rays of the teacher, panels: {names}."
    )


def overlap_history(
    steps: torch.Tensor, overlaps: Mapping[str, torch.Tensor], axs: np.ndarray | None = None
) -> np.ndarray:
    """One panel for each named run: the best overlap (T, k) of any student neuron with each of k planted neurons."""
    axs = panels(axs, len(overlaps), sharey=True)
    said = []
    for ax, (name, best) in zip(axs, overlaps.items()):
        best = tensor_shape(name, best, (len(steps), "k"))
        axes(ax, title=name, xlabel=TIME, xscale="log")
        ax.plot(steps[1:], best[1:], lw=1.4)
        ax.axhline(0.95, color=COLORS["theory"], ls="--", lw=1)
        said.append(f"{name}: {int((best[-1] > 0.95).sum())} of {best.shape[1]} above 0.95 at the end")
    axs[0].set_ylabel("best overlap")
    return describe(
        axs, "Overlap of the best student neuron with each planted neuron over time. " + "; ".join(said) + "."
    )


def fits(problem: Bumps, run: Run, replicas: Sequence[int], axs: np.ndarray | None = None) -> np.ndarray:
    """Target and network function of the chosen replicas at the end, one panel each; ticks below: where neurons sit."""
    axs = panels(axs, len(replicas), sharey=True)
    target = problem.target
    for ax, r in zip(axs, replicas):
        axes(ax, title=RULE_NAMES[run.rules[r]], xlabel="x")
        output = problem.output(run.position[-1, r], run.weight[-1, r])
        ax.plot(problem.grid, target, color=COLORS["theory"], ls="--", label="target y")
        ax.plot(problem.grid, output, color=RULE_COLORS[run.rules[r]], label="network f")
        ax.plot(
            run.position[-1, r, :, 0], np.full(run.position.shape[2], -0.04), "|", color=COLORS["gray"], ms=7
        )
    axs[0].set(ylabel="f(x)", ylim=(-0.08, 0.5))
    for ax in axs:
        ax.legend(loc="upper left")
    names = " / ".join(RULE_NAMES[run.rules[r]] for r in replicas)
    return describe(axs, f"Target of {len(problem.centers)} bumps and the trained network, panels: {names}.")


def stall(
    run: Run, energy: float, labels: Mapping[str, Sequence[int]] | None = None, ax: Axes | None = None
) -> Axes:
    """Loss over steps: median and 10-90 % band of groups of replicas, with the `energy` of one missing bump.

    Each rule is a group; `labels` names further groups, whose replicas are left out of the group of their rule.
    """
    ax = axes(ax, xlabel=TIME, ylabel=LOSS, xscale="log", yscale="log")
    keep = thin(len(run.loss), 300, log=True)
    named = {name: list(members) for name, members in (labels or {}).items()}
    taken = {i for members in named.values() for i in members}
    groups = {
        RULE_NAMES[rule]: [i for i, r in enumerate(run.rules) if r == rule and i not in taken]
        for rule in dict.fromkeys(run.rules)
    }
    colors = [*RULE_COLORS.values(), COLORS["purple"], COLORS["sky"]]
    said = []
    for color, (name, members) in zip(colors, (groups | named).items()):
        members_loss = run.loss[:, members].numpy()
        bands(ax, keep + 1, members_loss[keep].T, color=color, label=name)
        said.append(f"{name} ends at {np.median(members_loss[-1]):.1e}")
    ax.axhline(energy, color=COLORS["theory"], ls="--", label=f"one bump missing: {energy:.6f}")
    ax.legend(loc="lower left")
    return describe(ax, "Loss on the bumps, medians and bands over seeds: " + "; ".join(said) + ".")


def energy_drop(
    strengths: Sequence[float],
    changes: torch.Tensor,
    predicted: torch.Tensor,
    ax: Axes | None = None,
    *,
    you: Mapping[str, float] | None = None,
) -> Axes:
    """Loss change of one birth-death step, mean and standard error over draws (A, draws), beside its prediction (A,).

    `strengths` (A,) are the values of alpha dt; `you`: the guessed shares of the prediction at the first and the last.
    """
    changes = tensor_shape("changes", changes, (len(strengths), "draws")).double()
    predicted = tensor_shape("predicted", predicted, (len(strengths),)).double()
    ax = axes(ax, xlabel="α Δt", ylabel="− change of the loss", xscale="log", yscale="log")
    mean, error = -changes.mean(1), changes.std(1) / changes.shape[1] ** 0.5
    ax.plot(strengths, -predicted, color=COLORS["theory"], ls="--", label="α Δt Var V")
    ax.errorbar(strengths, mean, error, fmt="o", color=RULE_COLORS["birth_death"], label="measured")
    ax.set_xticks(strengths, [f"{s:g}" for s in strengths], minor=False)
    ax.set_xticks([], minor=True)
    ax.legend()
    if you and len(you) == 2 and min(you.values()) > 0:
        ends = -predicted[[0, -1]] * torch.tensor(list(you.values()))
        draw_guess(ax, [strengths[0], strengths[-1]], ends)
    ratios = ", ".join(f"{m / -p:.2f}" for m, p in zip(mean, predicted))
    return describe(
        ax, f"Energy lost in one birth-death step over alpha dt; measured over predicted: {ratios}."
    )


def scaling(
    curves: Mapping[str, Mapping[int, torch.Tensor]],
    axs: np.ndarray | None = None,
    *,
    you: float | None = None,
) -> np.ndarray:
    """Loss curves (S,) of several widths, one panel for each choice of learning rate.

    `you`: the guessed ratio, in the last panel, of the last losses of the last and the first width.
    """
    axs = panels(axs, len(curves), sharey=True)
    for ax, (name, by_width) in zip(axs, curves.items()):
        axes(ax, title=name, xlabel=TIME, yscale="log")
        for width, loss in by_width.items():
            ax.plot(loss, label=f"n = {width}")
    axs[0].set_ylabel(LOSS)
    axs[0].legend()
    describe(axs, "Loss over steps for several widths, panels: " + " / ".join(curves) + ".")
    if you is not None:
        draw_guess(axs[-1], y=you * float(next(iter(by_width.values()))[-1]))
    return axs


def noise_floor(run: Run, rule: str, alpha: float, axs: np.ndarray | None = None) -> np.ndarray:
    """Left: loss of gradient descent and of `rule` at this alpha. Right: final loss over alpha, one dot a student.

    `run` holds replicas of "descent" and of `rule` at several alphas. The final loss is the median of the last fifth.
    """
    one_of("rule", rule, tuple(r for r in dict.fromkeys(run.rules) if r != "descent"))
    alphas = sorted({a for a, r in zip(run.alphas, run.rules) if r == rule})
    one_of("alpha", alpha, alphas)
    axs = panels(axs, 2)
    left = axes(axs[0], xlabel=TIME, ylabel=f"{LOSS} (running median)", xscale="log", yscale="log")
    steps, medians = running_median(run.loss)
    final = run.loss[-max(1, len(run.loss) // 5) :].median(0).values.numpy()
    who = {
        a: [i for i, (b, r) in enumerate(zip(run.alphas, run.rules)) if r == rule and b == a] for a in alphas
    }
    descent = [i for i, r in enumerate(run.rules) if r == "descent"]
    bands(
        left,
        steps,
        medians[:, descent].T,
        quantiles=(0, 1),
        color=RULE_COLORS["descent"],
        label=RULE_NAMES["descent"],
    )
    bands(
        left,
        steps,
        medians[:, who[alpha]].T,
        quantiles=(0, 1),
        color=RULE_COLORS[rule],
        label=f"{RULE_NAMES[rule]}, α = {alpha:g}",
    )
    left.legend(loc="lower left")
    right = axes(axs[1], xlabel="α", ylabel="loss at the end", xscale="log", yscale="log")
    for a, members in who.items():
        right.plot(
            [a] * len(members), final[members], "o", color=RULE_COLORS[rule], alpha=1 if a == alpha else 0.35
        )
    floors = [np.median(final[members]) for members in who.values()]
    right.plot(alphas, floors, color=RULE_COLORS[rule], lw=1)
    right.axhline(np.median(final[descent]), color=RULE_COLORS["descent"], ls="--", label="gradient descent")
    right.legend(loc="lower right")
    said = ", ".join(f"{floor:.1e} at α = {a:g}" for a, floor in zip(alphas, floors))
    return describe(axs, f"Loss of {RULE_NAMES[rule]} against gradient descent; final loss: {said}.")


def students(final: torch.Tensor, complete: torch.Tensor, ax: Axes | None = None) -> Axes:
    """Final losses (T, 3, S) of S students of each rule of `RULES`, for T teachers: one dot a student, a dash a median.

    A dot is filled where `complete` (T, 3, S): the student has found every planted neuron.
    """
    final = tensor_shape("final", final, ("teachers", len(RULES), "students"))
    filled = tensor_shape("complete", complete, tuple(final.shape), floating=False).bool().numpy()
    ax = axes(ax, xlabel="teacher", ylabel=f"{LOSS} at the end", yscale="log", size=(8.4, 4.0))
    teachers, _, n = final.shape
    said = []
    for r, rule in enumerate(RULES):
        color, middle = RULE_COLORS[rule], np.arange(teachers) + 0.28 * (r - 1)
        x = middle[:, None] + np.linspace(-0.09, 0.09, n)
        y, order = (part.numpy() for part in final[:, r].sort(1))
        whole = np.take_along_axis(filled[:, r], order, axis=1)
        ax.plot(x[whole], y[whole], "o", ms=5, color=color, label=RULE_NAMES[rule])
        ax.plot(x[~whole], y[~whole], "o", ms=5, color=color, mfc="none")
        ax.hlines(np.median(y, axis=1), middle - 0.13, middle + 0.13, color=color)
        said.append(
            f"{RULE_NAMES[rule]} between {y.min():.0e} and {y.max():.0e}, {int(whole.sum())} of {whole.size} complete"
        )
    ax.plot([], [], "o", ms=5, color=COLORS["gray"], mfc="none", label="a planted neuron is missing")
    ax.set_xticks(range(teachers))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.12), ncols=4, frameon=False)
    return describe(ax, "Loss of every student at the end: " + "; ".join(said) + ".")


def turnover(
    events: Mapping[str, tuple[tuple[torch.Tensor, torch.Tensor], tuple[torch.Tensor, torch.Tensor]]],
    axs: np.ndarray | None = None,
) -> np.ndarray:
    """Neurons on a line before and after each event, pairs of position (n, 1) and weight (n,); a panel for each."""
    axs = panels(axs, len(events), sharey=True, size=(min(3.2 * len(events), 11.5), 3.4))
    for ax, (name, (before, after)) in zip(axs, events.items()):
        axes(ax, title=name, xlabel="position z")
        for (z, c), style in (
            (before, {"marker": "o", "ms": 4, "mfc": "none", "color": COLORS["gray"], "label": "before"}),
            (after, {"marker": ".", "ms": 3, "color": COLORS["vermilion"], "label": "after"}),
        ):
            z = tensor_shape("position", z, ("n", 1))
            ax.plot(z[:, 0], tensor_shape("weight", c, (len(z),)), ls="none", **style)
    axs[0].set_ylabel("weight c")
    axs[0].legend(loc="lower left")
    return describe(
        axs, "Neurons by position and weight before and after one event, panels: " + " / ".join(events) + "."
    )


def front(
    run: Run,
    surplus: torch.Tensor,
    weights: Sequence[float],
    centers: Sequence[float],
    axs: np.ndarray | None = None,
) -> np.ndarray:
    """Left: the outermost neuron of each cloud over the steps, and the bumps. Right: the largest surplus f - y.

    `run` holds equally many clouds (R in all) for each of the outer `weights` at the start; `surplus` (T, R, grid) at
    its snapshots, drawn as medians.
    """
    surplus = tensor_shape("surplus", surplus, (len(run.steps), len(run.rules), "grid"))
    axs = panels(axs, 2, size=(9.0, 3.4))
    left = axes(axs[0], xlabel=TIME, ylabel="outermost neuron", xscale="log")
    right = axes(axs[1], xlabel=TIME, ylabel="largest f − y", xscale="log", yscale="log")
    steps, outermost = run.steps[1:].numpy(), run.position[1:, :, :, 0].amax(2).numpy()
    largest = surplus[1:].amax(2).numpy()
    groups = np.split(np.arange(len(run.rules)), len(weights))
    said = []
    for weight, members, color in zip(
        weights, groups, (COLORS["blue"], COLORS["orange"], COLORS["vermilion"])
    ):
        left.plot(steps, outermost[:, members], color=color, lw=0.9)
        right.plot(steps, np.median(largest[:, members], axis=1), color=color, label=f"c = {weight:g}")
        said.append(f"c = {weight:g} ends at {np.median(outermost[-1, members]):.1f}")
    for center in centers:
        left.axhline(center, color=COLORS["theory"], ls="--", lw=1)
    right.legend(title="at the start")
    return describe(
        axs,
        f"Left: the outermost neuron over the steps, and bumps at {', '.join(f'{m:g}' for m in centers)}; "
        f"{'; '.join(said)} in the median. Right: the largest surplus falls in all clouds.",
    )


def luck(
    run: Run, best: torch.Tensor, students: Mapping[str, int], axs: np.ndarray | None = None
) -> np.ndarray:
    """Loss, events in each thirtieth of the run, and the least found planted neuron of a few students over the steps.

    `best` (T, R, K): the best overlap with each planted neuron at the snapshots; `students`: name -> replica.
    """
    best = tensor_shape("best", best, (len(run.steps), len(run.rules), "K"))
    axs = panels(axs, 3, size=(11.0, 3.3))
    top = axes(axs[0], xlabel=TIME, ylabel=f"{LOSS} (running median)", xscale="log", yscale="log")
    window = max(1, len(run.loss) // 30)
    middle = axes(axs[1], xlabel=TIME, ylabel=f"births and deaths per {window} steps")
    last = axes(axs[2], xlabel=TIME, ylabel="overlap of the least found")
    steps, medians = running_median(run.loss)
    events = (run.died + run.born)[: len(run.loss) // window * window].unflatten(0, (-1, window)).sum(1)
    said = []
    for (name, r), color in zip(students.items(), (COLORS["blue"], COLORS["green"], COLORS["vermilion"])):
        top.plot(steps, medians[:, r], color=color, label=name)
        middle.plot((0.5 + np.arange(len(events))) * window, events[:, r], color=color)
        last.plot(run.steps, best[:, r].amin(1), color=color)
        said.append(
            f"{name} ends at {medians[-1, r]:.0e} with {int(events[-1, r])} events in the last {window} steps"
        )
    top.legend(loc="lower left")
    last.axhline(0.95, color=COLORS["theory"], ls="--", lw=1)
    return describe(
        axs,
        "Loss, events, and the smallest of the best overlaps with planted neurons: " + "; ".join(said) + ".",
    )


def lottery(recorded: Lottery, factor: float = 10.0, axs: np.ndarray | None = None) -> np.ndarray:
    """Share of students that end `factor` times below (left) and above (right) the usual loss, over alpha.

    Usual is the median of gradient descent of the same teacher at the same time. Full lines are birth-death, dotted
    ones reinjection, darker ones are later; a bar is one standard error over teachers.
    """
    axs = panels(axs, 2, sharey=True, size=(9.0, 3.6))
    said = []
    for ax, sign, name in ((axs[0], -1, "below"), (axs[1], 1, "above")):
        axes(ax, title=f"{factor:g} times {name}", xlabel="α", xscale="log")
        for rule, style in (("birth_death", "-"), ("reinjection", ":")):
            ratio = recorded.ratio(rule).log10() * sign  # teachers, alphas, students, times
            shares = (ratio > np.log10(factor)).double().mean(2)
            for t, time in enumerate(recorded.times):
                shade = (t + 1) / len(recorded.times)
                ax.errorbar(
                    recorded.alphas,
                    shares[..., t].mean(0),
                    shares[..., t].std(0) / len(shares) ** 0.5,
                    color=RULE_COLORS[rule],
                    alpha=0.3 + 0.7 * shade**2,
                    ls=style,
                    marker="o",
                    ms=4,
                    label=f"{RULE_NAMES[rule].removeprefix('birth-death + ')}, {time} steps",
                )
            said.append(f"{RULE_NAMES[rule]} at most {float(shares.mean(0).max()):.2f} {name}")
        ax.set_xticks(recorded.alphas, [f"{a:g}" for a in recorded.alphas])
        ax.set_xticks([], minor=True)
    axs[0].set_ylabel("share of the students")
    axs[0].legend(fontsize=7)
    return describe(axs, f"Shares of students far below and above gradient descent: {'; '.join(said)}.")


def payoff(curves: Mapping[str, torch.Tensor], energy: float, ax: Axes | None = None) -> Axes:
    """Loss curves (S,) of the three rules, keys from `RULES`, with the `energy` of one missing bump."""
    ax = axes(ax, xlabel=TIME, ylabel=LOSS, yscale="log", title="Three bumps, your functions")
    for rule, loss in curves.items():
        ax.plot(loss, color=RULE_COLORS[one_of("rule", rule, RULES)], label=RULE_NAMES[rule])
    ax.axhline(energy, color=COLORS["theory"], ls="--", label="one bump missing")
    ax.set_ylim(bottom=min(float(loss.min()) for loss in curves.values()) / 1000)
    ax.legend(loc="lower left")
    last = ", ".join(f"{RULE_NAMES[rule]} {float(loss[-1]):.1e}" for rule, loss in curves.items())
    return describe(ax, f"Loss of the three rules on three bumps; at the end: {last}.")
