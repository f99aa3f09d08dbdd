"""Kernels of networks: Jacobians, the empirical neural tangent kernel, linearization, training as kernel regression.

The analytic kernels of infinitely wide networks are exercises of the notebooks. Here stands what is needed around them:
everything works on a network, on a Gram matrix, or on a kernel function that you bring.

Notation: n inputs, p parameters, J the (n, p) Jacobian of the outputs, Theta = J J' the empirical neural tangent kernel
(Jacot, Gabriel and Hongler 2018, arXiv 1806.07572, eq. 4).
"""

import inspect
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from utils.validation import (
    function,
    generator,
    integer,
    non_negative,
    refuse,
    same_length,
    say,
    tensor_shape,
)

Kernel = Callable[[Tensor, Tensor], Tensor]


# --------------------------------------------------------------------------------------------- derivatives of a network
def jacobians(net: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """Derivatives of the scalar output of `net` with respect to each of its parameters, one row per input.

    Returns {parameter name: (n, *parameter shape)}. Costs one forward and one backward pass for networks whose
    parameters all sit in linear layers, each used once; any other network goes through torch.func.vmap.
    `x` (n, ...) floating. Refused: networks with another number of outputs than one per input.

    >>> net = nn.Linear(2, 1)
    >>> {name: tuple(rows.shape) for name, rows in jacobians(net, torch.ones(3, 2)).items()}
    {'weight': (3, 1, 2), 'bias': (3, 1)}
    """
    x = _inputs(net, x)
    layers = _linear_layers(net, x)
    if layers is None:
        return _jacobians_by_copies(net, x)
    rows = {}
    for layer in layers:
        rows[layer.weight] = layer.scale * layer.deltas[:, :, None] * layer.inputs[:, None, :]
        if layer.bias is not None:
            rows[layer.bias] = layer.deltas
    return {name: rows[w] for name, w in net.named_parameters()}


def jacobian(net: nn.Module, x: Tensor) -> Tensor:
    """The Jacobian J (n, p) of a network with one output: row i is the gradient of f(x_i), all parameters side by side.

    The columns follow `net.parameters()`, each parameter flattened, as in `torch.nn.utils.parameters_to_vector`.

    >>> jacobian(nn.Linear(2, 1), torch.tensor([[3.0, 4.0]]))
    tensor([[3., 4., 1.]])
    """
    return torch.cat([rows.flatten(1) for rows in jacobians(net, x).values()], dim=1)


def layerwise_ntk(net: nn.Module, x1: Tensor, x2: Tensor | None = None) -> Tensor:
    """Empirical neural tangent kernel (n1, n2) of a network made of linear layers, without ever storing a Jacobian.

    Layer l with inputs a and backpropagated deltas contributes (delta delta') * (a a' + 1), the 1 for its bias: about
    n^2 m operations at width m, where J J' needs n^2 p. Networks with parameters outside linear layers are refused.

    >>> layerwise_ntk(nn.Linear(2, 1), torch.tensor([[3.0, 4.0]]))
    tensor([[26.]])
    """
    first = _layers_or_refuse(net, _inputs(net, x1, "x1"), "x1")
    second = first if x2 is None else _layers_or_refuse(net, _inputs(net, x2, "x2"), "x2")
    total = None
    for a, b in zip(first, second):
        term = a.inputs @ b.inputs.mT
        term.mul_(a.scale * b.scale)
        if a.bias is not None:
            term += 1
        if a.deltas.shape[1] > 1:
            term *= a.deltas @ b.deltas.mT
        else:
            term.mul_(a.deltas).mul_(b.deltas.mT)
        total = term if total is None else total.add_(term)
    return total


def linearize(net: nn.Module) -> Callable[[Tensor, dict[str, Tensor]], Tensor]:
    """The Taylor expansion of `net` around its present parameters w0: f_lin(x, params) = f(x) + J(x) (params - w0).

    `params` is a dictionary like `dict(net.named_parameters())`; later changes of these do not touch the expansion
    (Lee et al. 2019, arXiv 1902.06720, eq. 5).

    >>> net = nn.Linear(1, 1)
    >>> f_lin, x = linearize(net), torch.ones(1, 1)
    >>> moved = {name: w + 1 for name, w in net.named_parameters()}
    >>> round((f_lin(x, moved) - net(x)).item(), 4)
    2.0
    """
    start = {name: w.detach().clone() for name, w in _module(net).named_parameters()}

    def f_lin(x: Tensor, params: dict[str, Tensor]) -> Tensor:
        if params.keys() != start.keys():
            refuse("params", sorted(params), f"the parameters {sorted(start)}")
        step = tuple(params[name].detach() - w for name, w in start.items())

        def outputs(*weights: Tensor) -> Tensor:
            return torch.func.functional_call(net, dict(zip(start, weights)), (x,))

        value, change = torch.autograd.functional.jvp(outputs, tuple(start.values()), step)
        return value + change

    return f_lin


# ------------------------------------------------------------------------------------------------------- Gram matrices
def blockwise_gram(kernel: Kernel, x: Tensor, block: int = 256) -> Tensor:
    """The symmetric Gram matrix (n, n) of `kernel(x1, x2) -> (n1, n2)`, evaluated on upper blocks only and mirrored.

    Half of the work, intermediate results that stay in the processor's cache, and blocks that mirror each other to the
    bit. A kernel whose second argument has the default None is called as `kernel(x1)` on the diagonal blocks, so that
    it can treat equal inputs exactly.

    >>> x = torch.randn(5, 3, dtype=torch.double)
    >>> torch.allclose(blockwise_gram(lambda a, b: a @ b.mT, x, block=2), x @ x.mT)
    True
    """
    function("kernel", kernel)
    if not isinstance(x, Tensor) or x.ndim == 0 or len(x) == 0:
        refuse("x", say(x), "a tensor of n inputs")
    parts = x.split(integer("block", block))
    starts = list(itertools.accumulate((len(part) for part in parts), initial=0))
    alone = _second_is_optional(kernel)
    gram = None
    for i, j in itertools.combinations_with_replacement(range(len(parts)), 2):
        values = kernel(parts[i]) if i == j and alone else kernel(parts[i], parts[j])
        if not isinstance(values, Tensor) or values.shape != (len(parts[i]), len(parts[j])):
            refuse("kernel", f"a function that returns {say(values)}", f"({len(parts[i])}, {len(parts[j])})")
        gram = values.new_empty(len(x), len(x)) if gram is None else gram
        rows, columns = slice(starts[i], starts[i + 1]), slice(starts[j], starts[j + 1])
        gram[rows, columns] = values
        gram[columns, rows] = values.mT
    return gram


def angular_gram(profile: Callable[[Tensor, Tensor, Tensor], Tensor], x: Tensor, block: int = 64) -> Tensor:
    """The symmetric Gram matrix (n, n) of k(x, x') = |x| |x'| profile(angle, cosine, sine), inputs x (n, d), none zero.

    Every kernel of a ReLU network without biases has this form. `profile` maps three tensors of one shape, the angle
    between two inputs and its cosine and sine, to the kernel of the two directions. Half of a matrix product, then
    stripes of `block` rows right of the diagonal, mirrored. The angle of an input with itself is exactly zero.

    >>> x = torch.tensor([[3.0, 4.0], [0.0, 2.0]])
    >>> angular_gram(lambda angle, cosine, sine: cosine, x)
    tensor([[25.,  8.],
            [ 8.,  4.]])
    """
    function("profile", profile)
    x, block = tensor_shape("x", x, ("n", "d"), finite=False).detach(), integer("block", block)
    lengths = torch.linalg.vector_norm(x, dim=1)
    if not (torch.isfinite(lengths) & (lengths > 0)).all():
        refuse("x", "an input whose length is zero, infinite or NaN", "inputs that have a direction")
    units = (x / lengths[:, None]).numpy()
    cosines = units @ units.T  # NumPy computes one half of it, and has the faster arccos
    np.fill_diagonal(cosines, 1)
    gram = torch.from_numpy(cosines)  # the same memory: a stripe is read before it is written
    for start in range(0, len(x), block):
        rows, columns = slice(start, start + block), slice(start, None)
        cosine = cosines[rows, columns].clip(-1, 1)
        angle, sine = np.arccos(cosine), np.sqrt(1 - cosine * cosine)
        values = profile(*map(torch.from_numpy, (angle, cosine, sine)))
        torch.mul(values, lengths[rows, None] * lengths[columns], out=gram[rows, columns])
        gram[start + block :, rows] = gram[rows, start + block :].mT
    return gram


def smallest_eigenvalue(matrix: Tensor) -> float:
    """The smallest eigenvalue of a symmetric positive definite matrix (n, n), by the Lanczos method on its inverse.

    Only the lower triangle is read.

    One Cholesky factorization and some tens of solves, in place of all n eigenvalues: a third of the time for n = 2000.
    Refused: matrices that are not positive definite.

    >>> round(smallest_eigenvalue(torch.diag(torch.arange(1.0, 101.0).double())), 9)
    1.0
    """
    n = len(tensor_shape("matrix", matrix, ("n", "n")))
    factor, failed = torch.linalg.cholesky_ex(tensor_shape("matrix", matrix, (n, n)))
    if failed:
        refuse("matrix", "a matrix with an eigenvalue <= 0 (up to rounding)", "a positive definite matrix")
    precision = 10 * torch.finfo(matrix.dtype).eps
    new = torch.randn(n, 1, generator=generator("seed", 0), dtype=matrix.dtype)
    basis, images, largest = new[:, :0], new[:, :0], 0.0
    for _ in range(n):
        basis = torch.cat([basis, new / new.norm()], 1)
        new = torch.linalg.solve_triangular(factor, basis[:, -1:], upper=False)
        new = torch.linalg.solve_triangular(factor.mT, new, upper=True)
        images, before = torch.cat([images, new], 1), largest
        largest = float(torch.linalg.eigvalsh(basis.mT @ images)[-1])
        for _ in range(2):  # once more against rounding
            new = new - basis @ (basis.mT @ new)
        if min(largest - before, float(new.norm())) <= precision * largest:
            break
    return 1 / largest


def _second_is_optional(kernel: Kernel) -> bool:
    try:
        parameters = list(inspect.signature(kernel).parameters.values())
    except (TypeError, ValueError):
        return False
    return len(parameters) > 1 and parameters[1].default is None


def relative_distance(approximation: Tensor, exact: Tensor) -> float:
    """|approximation - exact| / |exact| in Frobenius norm: the distance between two kernels on the same inputs.

    >>> relative_distance(torch.tensor([[1.1]]), torch.tensor([[1.0]])) < 0.1001
    True
    """
    if not isinstance(approximation, Tensor) or approximation.shape != exact.shape:
        refuse("approximation", say(approximation), f"a tensor of shape {tuple(exact.shape)} like exact")
    return float((approximation - exact).norm() / exact.norm())


def monte_carlo(
    activation: Callable[[Tensor], Tensor],
    x: Tensor,
    x_prime: Tensor,
    n_samples: int = 1_000_000,
    *,
    seed: int = 0,
) -> tuple[float, float]:
    """Estimate of E[activation(w.x) activation(w.x')] over w ~ N(0, I), and its standard error.

    Two dot products of one Gaussian vector are jointly Gaussian, so two normals per sample are enough in any dimension.

    >>> mean, error = monte_carlo(torch.sign, torch.tensor([1.0, 0.0]), torch.tensor([2.0, 0.0]), 1000)
    >>> mean, error
    (1.0, 0.0)
    """
    function("activation", activation)
    tensor_shape("x", x, ("d",))
    tensor_shape("x_prime", x_prime, (len(x),))
    pair = torch.stack([x, x_prime]).double()
    values, vectors = torch.linalg.eigh(pair @ pair.mT)
    root = vectors * values.clamp(min=0).sqrt()
    shape = (2, integer("n_samples", n_samples, low=2))
    u, v = root @ torch.randn(shape, generator=generator("seed", seed), dtype=torch.double)
    product = activation(u) * activation(v)
    return float(product.mean()), float(product.std() / len(product) ** 0.5)


def effective_ridge(eigenvalues: Tensor, n_samples: int) -> float:
    """The kappa > 0 with sum_i lambda_i / (lambda_i + kappa) = n_samples, by bisection.

    The terms of the sum are the learnabilities that theory predicts for n_samples examples without ridge (Simon et
    al. 2021, arXiv 2110.03922). Refused: n_samples of the positive eigenvalues or more.

    >>> round(effective_ridge(torch.ones(4), 1), 9)
    3.0
    """
    lam = tensor_shape("eigenvalues", eigenvalues, ("n",)).clamp(min=0).double()
    n = integer("n_samples", n_samples, high=int((lam > 0).sum()) - 1)
    low, high = 0.0, float(lam.sum())
    for _ in range(60):
        kappa = (low + high) / 2
        low, high = (kappa, high) if (lam / (lam + kappa)).sum() > n else (low, kappa)
    return kappa


# ---------------------------------------------------------------------------------------- training a linearized network
@dataclass(frozen=True)
class Flow:
    """Gradient descent of a linearized network on the squared loss, solved mode by mode: call it with times.

    Fields: `eigenvalues` (n,) ascending and `eigenvectors` (n, n) of k_train_train, `coefficients` (n,): the initial
    residual y - f0 in the eigenbasis, `f0_train` (n,), `lr` the step size or None for continuous time.
    """

    eigenvalues: Tensor
    eigenvectors: Tensor
    coefficients: Tensor
    f0_train: Tensor
    lr: float | None

    def decay(self, times: Tensor | Sequence[float]) -> Tensor:
        """What is left of each mode's residual: exp(-lambda t), or (1 - lr lambda)^t in discrete time; (n_times, n)."""
        t = torch.as_tensor(times, dtype=self.eigenvalues.dtype).reshape(-1, 1)
        if not torch.isfinite(t).all() or (t < 0).any():
            refuse("times", say(t), "finite numbers >= 0")
        if self.lr is None:
            return torch.exp(-self.eigenvalues.clamp(min=0) * t)
        return (1 - self.lr * self.eigenvalues).pow(t)

    def train(self, times: Tensor | Sequence[float]) -> Tensor:
        """Predictions on the training inputs, (n_times, n)."""
        learned = (1 - self.decay(times)) * self.coefficients
        return self.f0_train + learned @ self.eigenvectors.mT

    def test(
        self, k_test_train: Tensor, times: Tensor | Sequence[float], f0_test: Tensor | None = None
    ) -> Tensor:
        """Predictions (n_times, n_test) on other inputs, with kernel values `k_test_train` (n_test, n).

        `f0_test` (n_test,): the outputs at initialization, zero if not given.
        """
        tensor_shape("k_test_train", k_test_train, ("n_test", len(self.eigenvalues)))
        # (1 - exp(-lambda t)) / lambda, which tends to t where lambda vanishes
        left = self.decay(times)
        t = torch.as_tensor(times, dtype=left.dtype).reshape(-1, 1) * (1.0 if self.lr is None else self.lr)
        alive = self.eigenvalues > self.eigenvalues[-1] * 1e-14
        weights = torch.where(alive, (1 - left) / self.eigenvalues.where(alive, torch.ones_like(t)), t)
        start = 0 if f0_test is None else f0_test
        return start + (weights * self.coefficients) @ self.eigenvectors.mT @ k_test_train.mT


def gradient_flow(
    k_train_train: Tensor, y: Tensor, *, f0_train: Tensor | None = None, lr: float | None = None
) -> Flow:
    """The whole path of training in function space: df/dt = -K (f - y), solved by one eigendecomposition.

    With `lr` the discrete steps f <- f - lr K (f - y) instead, and times count steps (Lee et al. 2019, arXiv
    1902.06720, section 2.2). `k_train_train` (n, n) symmetric, `y` (n,), `f0_train` (n,) the outputs at initialization.

    >>> path = gradient_flow(torch.eye(2), torch.tensor([1.0, -1.0]))
    >>> path.train([0.0, 0.6931472])
    tensor([[ 0.0000,  0.0000],
            [ 0.5000, -0.5000]])
    """
    tensor_shape("y", y, ("n",))
    tensor_shape("k_train_train", k_train_train, (len(y), len(y)))
    if not torch.allclose(
        k_train_train, k_train_train.mT, rtol=1e-4, atol=1e-6 * float(k_train_train.abs().max())
    ):
        refuse("k_train_train", "a matrix that is not symmetric", "a symmetric Gram matrix")
    if lr is not None:
        lr = non_negative("lr", lr)
    f0 = torch.zeros_like(y) if f0_train is None else same_length("f0_train", f0_train, "y", y)
    values, vectors = torch.linalg.eigh(k_train_train)
    return Flow(values, vectors, vectors.mT @ (y - f0).to(values.dtype), f0.to(values.dtype), lr)


# --------------------------------------------------------------------------------------------------------------- inside
@dataclass(frozen=True)
class _Layer:
    """One linear layer in one pass: its parameters, the scale in front of its weight, inputs (n, a), deltas (n, b)."""

    weight: Tensor
    bias: Tensor | None
    scale: float
    inputs: Tensor
    deltas: Tensor


def _linear_layers(net: nn.Module, x: Tensor) -> list[_Layer] | None:
    """What the layerwise forms need, or None if the parameters of `net` do not all sit in linear layers used once.

    `deltas` are the derivatives of each row's output with respect to the layer's own output; since rows do not mix, the
    gradient of the sum of all outputs holds them all. A linear layer may carry a number `scale` in front of its weight.
    """
    modules = [module for module in net.modules() if isinstance(module, nn.Linear)]
    owned = {id(w) for module in modules for w in module.parameters(recurse=False)}
    shared = sum(len(list(module.parameters(recurse=False))) for module in modules) != len(owned)
    mixing = any(isinstance(module, nn.modules.batchnorm._BatchNorm) for module in net.modules())
    if shared or mixing or not modules or {id(w) for w in net.parameters()} != owned:
        return None
    seen: dict[nn.Module, list[tuple[Tensor, Tensor]]] = {module: [] for module in modules}

    def record(module, inputs, output):
        seen[module].append((inputs[0].detach().clone(), output))
        return output.clone()  # what comes next may write into it, as nn.ReLU(inplace=True) does

    hooks = [module.register_forward_hook(record) for module in modules]
    try:
        with torch.enable_grad():
            outputs = _scalar(net(x.clone()), len(x))
    finally:
        for hook in hooks:
            hook.remove()
    if any(len(calls) != 1 or calls[0][0].ndim != 2 or len(calls[0][0]) != len(x) for calls in seen.values()):
        return None
    recorded = [seen[module][0] for module in modules]
    if not all(out.requires_grad for _, out in recorded):
        return None
    deltas = torch.autograd.grad(outputs.sum(), [out for _, out in recorded], allow_unused=True)
    return [
        _Layer(
            module.weight,
            module.bias,
            float(getattr(module, "scale", 1.0)),
            inputs,
            torch.zeros_like(out).detach() if delta is None else delta,
        )
        for module, (inputs, out), delta in zip(modules, recorded, deltas)
    ]


def _layers_or_refuse(net: nn.Module, x: Tensor, name: str) -> list[_Layer]:
    layers = _linear_layers(net, x)
    if layers is None:
        refuse(
            "net",
            f"a {type(net).__name__}",
            "a network whose parameters all sit in linear layers, each used once",
        )
    return layers


def _jacobians_by_copies(net: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """Each row gets its own copy of the parameters, so one backward pass of the sum of all outputs tells rows apart.

    (torch.func.jacrev does the same, but has to be imported first.)
    """

    def output(params: dict[str, Tensor], row: Tensor) -> Tensor:
        return _scalar(torch.func.functional_call(net, params, (row[None],)), 1)[0]

    copies = {
        name: w.detach().expand(len(x), *w.shape).requires_grad_() for name, w in net.named_parameters()
    }
    with torch.enable_grad():
        outputs = torch.func.vmap(output)(copies, x.clone())
    rows = torch.autograd.grad(
        outputs.sum(), list(copies.values()), allow_unused=True, materialize_grads=True
    )
    return dict(zip(copies, rows))


def _scalar(outputs: Tensor, n: int) -> Tensor:
    """The outputs as (n,), refused unless there is one per input."""
    if outputs.shape not in ((n,), (n, 1)):
        refuse(
            "net",
            f"outputs of shape {tuple(outputs.shape)} for {n} inputs",
            f"one output per input: ({n}, 1)",
        )
    return outputs.reshape(n)


def _module(net: nn.Module) -> nn.Module:
    if not isinstance(net, nn.Module) or not any(True for _ in net.parameters()):
        refuse("net", f"a {type(net).__name__}", "a torch module with parameters", TypeError)
    return net


def _inputs(net: nn.Module, x: Tensor, name: str = "x") -> Tensor:
    _module(net)
    if not isinstance(x, Tensor) or x.ndim < 2 or x.numel() == 0 or not x.is_floating_point():
        refuse(name, say(x), "a floating tensor of n inputs, shape (n, ...)")
    return x.detach()
