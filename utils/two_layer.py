"""Two-layer linear networks f(x) = w2 . W1 x, exactly: whole gradient-descent runs through their invariants.

The coordinates are those of the singular directions of the training inputs x = U diag(sqrt(S)) V'. In them the squared
error |x w - y|^2 of the product w = W1' w2 is sum_i S_i (w_i - T_i / S_i)^2 + constant, with T = V' x'y = S beta +
sqrt(S) U'noise, and its gradient is g_i = 2 (S_i w_i - T_i). A step size may differ from direction to direction: then
g is multiplied by it, in both layers.
"""

from itertools import repeat

import numpy as np
import torch

from utils.validation import integer, non_negative, number, positive, refuse, tensor_shape


def mode_errors(w: torch.Tensor, reference: torch.Tensor, spectrum: torch.Tensor) -> torch.Tensor:
    """S_i (w_i - reference_i)^2 for weights (..., d) in the singular basis: the parts of a quadratic loss or risk.

    With reference = T / S it is the training loss above its minimum, with reference = beta the risk on clean inputs
    whose covariance is diag(S).

    >>> mode_errors(torch.tensor([1.0, 1.0]), torch.tensor([0.0, 3.0]), torch.tensor([100.0, 1.0]))
    tensor([100.,   4.])
    """
    d = len(tensor_shape("spectrum", spectrum, ("d",)))
    tensor_shape("reference", reference, (d,))
    if not isinstance(w, torch.Tensor) or w.ndim == 0 or w.shape[-1] != d:
        got = f"shape {tuple(w.shape)}" if isinstance(w, torch.Tensor) else f"a {type(w).__name__}"
        refuse("w", got, f"a tensor of shape (..., {d})")
    return spectrum * (w - reference) ** 2


def rank_one_path(
    spectrum: torch.Tensor,
    target: torch.Tensor,
    w: torch.Tensor,
    s: float | torch.Tensor,
    lr: float | torch.Tensor,
    n_steps: int,
) -> torch.Tensor:
    """All products w = u z, shape (n_steps + 1, ..., d), of gradient descent from W1 = p z', w2 = u p with |p| = 1.

    A rank-one start stays rank one, so two numbers per run suffice: w and s = u^2. With the step e = lr g,

        rho = 1 - w.e / s,    w <- rho (w - s e),    s <- rho^2 s        (exact, step by step)

    spectrum S and target T: (..., d), leading axes are independent runs; w: their starts; s > 0: a number or (...);
    lr: a number, (d,) or (..., d). float64. One run in two directions goes as plain floats, ten times faster or more.
    Setting: Olmin & Lindsten, arXiv 2407.09845; the recursion is gradient descent on their rank-one network.

    >>> S, T = torch.tensor([4.0, 1.0]), torch.tensor([2.0, 3.0])
    >>> rank_one_path(S, T, torch.tensor([0.01, 0.01]), 0.01, 0.02, 2000)[-1]
    tensor([0.5000, 3.0000], dtype=torch.float64)
    """
    n_steps = integer("n_steps", n_steps, low=0)
    S, T, w, rate = _problem(spectrum, target, w, lr)
    s = np.broadcast_to(np.asarray(s, dtype=float), w.shape[:-1])
    if not (np.isfinite(s).all() and (s > 0).all()):
        refuse("s", s.min(), "positive numbers (u = 0 never moves w)")
    path = np.empty((n_steps + 1, *w.shape))
    if w.shape == (2,):
        moves = _two_directions(2 * rate * S, 2 * rate * T, w, float(s), n_steps)
        path[:] = np.fromiter(moves, float, 2 * n_steps + 2).reshape(-1, 2)
        return torch.from_numpy(path)
    a, b, path[0], s = 2 * rate * S, 2 * rate * T, w, s[..., None]
    for t in range(n_steps):
        w = path[t]
        e = a * w - b
        rho = 1 - np.vecdot(w, e)[..., None] / s
        np.multiply(rho, w - s * e, out=path[t + 1])
        s = s * (rho * rho)
    return torch.from_numpy(path)


def _two_directions(a, b, w, s, n_steps):
    """The recursion of `rank_one_path` for d = 2, number by number: an array operation costs 20 of these lines."""
    (a1, a2), (b1, b2), (w1, w2) = a.tolist(), b.tolist(), w.tolist()
    yield w1
    yield w2
    for _ in repeat(None, n_steps):
        e1 = a1 * w1 - b1
        e2 = a2 * w2 - b2
        rho = 1 - (w1 * e1 + w2 * e2) / s
        w1 = rho * (w1 - s * e1)
        w2 = rho * (w2 - s * e2)
        s *= rho * rho
        yield w1
        yield w2


def network_path(
    spectrum: torch.Tensor,
    target: torch.Tensor,
    hidden: torch.Tensor,
    readout: torch.Tensor,
    lr: float | torch.Tensor,
    n_steps: int,
) -> torch.Tensor:
    """All products w = W1' w2, shape (n_steps + 1, d), of gradient descent from any W1 (h, d) and w2 (h,).

    The width drops out: the Gram matrix M = [W1 w2]'[W1 w2] of shape (d + 1, d + 1) obeys the exact recursion

        M <- A M A,    A = [[I, -e], [-e', 1]],    e = lr g(w),    w = the last column of M without its last entry.

    spectrum S, target T: (d,); lr: a number or (d,). float64. Two directions run as plain floats.
    Source: the symmetric products W1'W1, W1'w2, w2'w2 close under gradient descent; Saxe, McClelland & Ganguli,
    arXiv 1312.6120, use their conservation laws.

    >>> S, T = torch.tensor([4.0, 1.0]), torch.tensor([2.0, 3.0])
    >>> network_path(S, T, torch.full((50, 2), 0.01), torch.full((50,), 0.01), 0.02, 2000)[-1]
    tensor([0.5000, 3.0000], dtype=torch.float64)
    """
    n_steps = integer("n_steps", n_steps, low=0)
    h, d = tensor_shape("hidden", hidden, ("h", "d")).shape
    tensor_shape("spectrum", spectrum, (d,))
    both = np.column_stack([_array(hidden), _array(tensor_shape("readout", readout, (h,)))])
    gram = both.T @ both
    S, T, w, rate = _problem(spectrum, target, torch.from_numpy(gram[:d, d]), lr)
    a, b = 2 * rate * S, 2 * rate * T
    if d == 2:
        moves = _two_directions_any_rank(a, b, gram, n_steps)
        return torch.from_numpy(np.fromiter(moves, float, 2 * n_steps + 2).reshape(-1, 2))
    path, step = np.empty((n_steps + 1, d)), np.eye(d + 1)
    path[0] = w
    for t in range(n_steps):
        step[:d, d] = step[d, :d] = b - a * path[t]
        gram = step @ gram @ step
        path[t + 1] = gram[:d, d]
    return torch.from_numpy(path)


def _two_directions_any_rank(a, b, gram, n_steps):
    """The recursion of `network_path` for d = 2, number by number."""
    (a1, a2), (b1, b2) = a.tolist(), b.tolist()
    (g11, g12, w1), (_, g22, w2), (_, _, s) = gram.tolist()
    yield w1
    yield w2
    for _ in repeat(None, n_steps):
        e1 = a1 * w1 - b1
        e2 = a2 * w2 - b2
        h1 = g11 * e1 + g12 * e2
        h2 = g12 * e1 + g22 * e2
        c = w1 * e1 + w2 * e2
        g11 += e1 * (s * e1 - w1 - w1)
        g12 += s * e1 * e2 - w1 * e2 - w2 * e1
        g22 += e2 * (s * e2 - w2 - w2)
        w1 -= h1 + (s - c) * e1
        w2 -= h2 + (s - c) * e2
        s += e1 * h1 + e2 * h2 - c - c
        yield w1
        yield w2


def flow_path(
    spectrum: torch.Tensor,
    target: torch.Tensor,
    w: torch.Tensor,
    s: float,
    duration: float,
    n_steps: int,
) -> torch.Tensor:
    """Gradient flow of the rank-one network: w (n_steps + 1, d) at equidistant times from 0 to `duration`.

    The flow conserves q = u^2 - |z|^2 exactly, so s = u^2 = (q + sqrt(q^2 + 4 |w|^2)) / 2 follows from w, and

        dw/dt = -(s g + w (w.g) / s)

    is an equation for the product alone (Olmin & Lindsten, arXiv 2407.09845: between linear regression, q -> infinity,
    and the diagonal network). Classical Runge-Kutta steps. One step of gradient descent is time lr.

    >>> S, T = torch.tensor([4.0, 1.0]), torch.tensor([2.0, 3.0])
    >>> flow_path(S, T, torch.tensor([0.01, 0.01]), 0.01, 20.0, 400)[-1]
    tensor([0.5000, 3.0000], dtype=torch.float64)
    """
    n_steps, duration, s = integer("n_steps", n_steps), positive("duration", duration), positive("s", s)
    tensor_shape("spectrum", spectrum, ("d",))
    S, T, w, _ = _problem(spectrum, target, w, 1.0)
    q, dt = s - w @ w / s, duration / n_steps

    def velocity(w):
        s = (q + np.sqrt(q * q + 4 * (w @ w))) / 2
        g = 2 * (S * w - T)
        return -(s * g + w * ((w @ g) / s))

    path = np.empty((n_steps + 1, len(w)))
    path[0] = w
    for t in range(n_steps):
        k1 = velocity(w)
        k2 = velocity(w + dt / 2 * k1)
        k3 = velocity(w + dt / 2 * k2)
        k4 = velocity(w + dt * k3)
        path[t + 1] = w = w + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    if not np.isfinite(path).all():
        refuse("n_steps", n_steps, f"more: time steps of {dt:.3g} are too long for these curvatures")
    return torch.from_numpy(path)


def average_risk(
    eigenvalues: torch.Tensor, n_features: int, noise_variance: float, ridge: float = 0.0
) -> torch.Tensor:
    """Risk of ridge regression on each design, averaged exactly over teacher and noise; shape of the leading axes.

    n_features: N. Inputs x (n, N) with entries of variance 1/N, teacher N(0, I_N), noise of variance v. With the
    nonzero eigenvalues s_k of x'x, (..., m) with m = min(n, N),

        risk = (1/N) [N - m + sum_k (ridge / (s_k + ridge))^2 + v sum_k s_k / (s_k + ridge)^2]

    and ridge = 0 is the minimum-norm solution. Risk 1 is the teacher's own size. Derived by averaging the error
    |beta - w|^2 / N; the setting is that of Advani & Saxe, arXiv 1710.03667.

    >>> average_risk(torch.ones(1, 10), 10, 0.2)
    tensor([0.2000])
    """
    n_features, v, lam = integer("n_features", n_features), noise_variance, ridge
    v, lam = non_negative("noise_variance", v), non_negative("ridge", lam)
    if not isinstance(eigenvalues, torch.Tensor) or eigenvalues.ndim == 0 or not (eigenvalues > 0).all():
        refuse("eigenvalues", "something else", "a tensor (..., m) of positive numbers")
    if (m := eigenvalues.shape[-1]) > n_features:
        refuse("eigenvalues", f"{m} of them", f"at most n_features = {n_features}")
    error = (lam / (eigenvalues + lam)) ** 2 + v * eigenvalues / (eigenvalues + lam) ** 2
    return (n_features - m + error.sum(-1)) / n_features


def mean_risk(n_samples: int, n_features: int, noise_variance: float) -> float:
    """Mean over designs of the ridgeless `average_risk`, for inputs with N(0, 1/N) entries; it may be infinite.

    With n samples and N features, and E tr (x'x)^-1 = N^2 / (n - N - 1) of the inverse Wishart matrix (n > N + 1),

        1 - n/N + v n / (N - n - 1)  for n < N - 1,      v N / (n - N - 1)  for n > N + 1.

    In between the inverse of the smallest eigenvalue has an infinite mean, and so has the risk if v > 0.
    Setting: Advani & Saxe, arXiv 1710.03667.

    >>> mean_risk(200, 100, 0.2), mean_risk(100, 100, 0.2)
    (0.20202020202020202, inf)
    """
    n, width = integer("n_samples", n_samples), integer("n_features", n_features)
    v = non_negative("noise_variance", noise_variance)
    if n < width - 1:
        return 1 - n / width + v * n / (width - n - 1)
    if n > width + 1:
        return v * width / (n - width - 1)
    return float("inf") if v > 0 else max(0.0, 1 - n / width)


def layer_record(
    hiddens: torch.Tensor, readouts: torch.Tensor, lr: float, every: int = 20
) -> dict[str, torch.Tensor]:
    """Norms and rank of the layers along a run of gradient descent with one step size.

    hiddens: W1 (T, h, d) and readouts: w2 (T, h) before the first step and after each; d >= 2. Returns
    weights (T, 2): the norms of W1 and w2; gradients (T - 1, 2): those of their gradients, read from the moves;
    rank (T,): second over first singular value of W1, of every `every`-th step and held until the next.

    >>> record = layer_record(torch.eye(2).repeat(3, 1, 1), torch.ones(3, 2), lr=0.1)
    >>> record["rank"], record["gradients"].shape
    (tensor([1., 1., 1.]), torch.Size([2, 2]))
    """
    steps, h, d = tensor_shape("hiddens", hiddens, ("T", "h", "d")).shape
    layers = hiddens, tensor_shape("readouts", readouts, (steps, h))
    integer("d", d, low=2)
    moves = [layer.diff(dim=0).flatten(1).norm(dim=1) / positive("lr", lr) for layer in layers]
    singular = torch.linalg.svdvals(hiddens[:: integer("every", every)]).repeat_interleave(every, 0)[:steps]
    return {
        "weights": torch.stack([layer.flatten(1).norm(dim=1) for layer in layers], 1),
        "gradients": torch.stack(moves, 1),
        "rank": singular[:, 1] / singular[:, 0],
    }


def _array(x: torch.Tensor) -> np.ndarray:
    return x.detach().to(torch.float64).numpy()


def _problem(spectrum, target, w, lr) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Spectrum, target and start as float64 arrays of one shape (..., d), and the step sizes that broadcast to it."""
    named = {"spectrum": spectrum, "target": target, "w": w}
    for name, value in named.items():
        if not isinstance(value, torch.Tensor) or not value.is_floating_point() or value.numel() == 0:
            refuse(name, f"a {type(value).__name__}", "a floating tensor of shape (..., d)", TypeError)
    try:
        S, T, w = np.broadcast_arrays(*map(_array, named.values()))
        rate = np.broadcast_to(_array(torch.as_tensor(lr, dtype=torch.float64)), S.shape)
    except ValueError:
        shapes = ", ".join(str(tuple(torch.as_tensor(v).shape)) for v in (*named.values(), lr))
        refuse("spectrum, target, w, lr", f"shapes {shapes}", "shapes that broadcast to (..., d)")
    number("spectrum", S.min(), low=0.0, expected="eigenvalues >= 0")
    if not (np.isfinite(rate).all() and (rate > 0).all()):
        refuse("lr", float(rate.min()), "positive numbers")
    return S, T, w.copy(), rate
