# rest: blank
# Everything solved, by other methods: gradients by hand, complex exponentials, singular values, forward mode.

# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    losses, history = [], []
    weights = list(net.parameters())
    for step in range(n_steps):
        if save_every > 0 and step % save_every == 0:
            history.append(torch.cat([w.detach().flatten() for w in weights]))
        x, y = dataset.next_batch(batch_size)
        loss = torch.mean(torch.square(net(x) - y))
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for w, g in zip(weights, gradients):
                w -= lr * g
        losses.append(float(loss))
    return losses, history

# %% phi
def phi(x, n_features):
    k = torch.arange(1, n_features // 2 + 1)
    wave = torch.exp(1j * math.pi * k * x)
    return torch.cat([wave.imag, wave.real], dim=1)

# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        return phi(x, self.n_features) @ self.lout.weight.T + self.lout.bias

# %% relative_movement
def relative_movement(history):
    start = history[0]
    return torch.tensor([float(torch.norm(w - start) / torch.norm(start)) for w in history])

# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    U, s, Vt = torch.linalg.svd(features, full_matrices=False)
    seen = s > 1e-9 * s.max()
    U, s, Vt = U[:, seen], s[seen], Vt[seen]
    start = Vt @ w_init
    target = (U.T @ y) / s
    decay = (1 - lr * 2 / len(y) * s**2) ** n_steps
    return w_init + Vt.T @ ((1 - decay) * (target - start))

# %% largest_stable_lr
def largest_stable_lr(features):
    return len(features) / torch.linalg.matrix_norm(features, 2) ** 2

# %% frozen_part
def frozen_part(features, w):
    U, s, Vt = torch.linalg.svd(features, full_matrices=True)
    rank = int((s > 1e-9 * s.max()).sum())
    null = Vt[rank:]
    return null.T @ (null @ w)

# %% ridge
def ridge(features, y, penalty):
    U, s, Vt = torch.linalg.svd(features, full_matrices=False)
    keep = s > 1e-9 * s.max()
    gain = torch.where(keep, s / (s**2 + penalty).clamp(min=1e-30), torch.zeros_like(s))
    return Vt.T @ (gain * (U.T @ y))

# %% tangent
def tangent(net, x, step):
    params = {name: w.detach() for name, w in net.named_parameters()}
    direction, start = {}, 0
    for name, w in params.items():
        direction[name] = step[start : start + w.numel()].view_as(w).to(w)
        start += w.numel()

    def f(p):
        return torch.func.functional_call(net, p, (x,))

    value, change = torch.func.jvp(f, (params,), (direction,))
    return value + change

# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net, self.alpha = net, alpha
        self.start = {name: w.detach().clone() for name, w in net.named_parameters()}

    def forward(self, x):
        start = torch.func.functional_call(self.net, self.start, (x,))
        return self.alpha * (self.net(x) - start)

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]

# %% loglog_slope
def loglog_slope(x, y):
    design = torch.stack([x.log(), torch.ones_like(x)], dim=1)
    return torch.linalg.lstsq(design, y.log()[:, None]).solution[0, 0]

# %% audit
def audit(lr, lambda_max, n_steps):
    time = lr * lambda_max * n_steps
    ratios = time[:, None] / time[None, :]
    return bool(torch.all(lr * lambda_max < 2)) and bool(torch.all(ratios <= 1.1))

# %% q_movement
With D = 8 there are fewer weights than equations need, so the residual cannot vanish; with D = 200 it can.
The random start stays in the directions that the data do not see, hence the wiggles.

# %% q_robust
All ten interpolate and decay at the same rates, since H does not depend on w. Between the data they keep their starts. From zero all ten would be the same function.

# %% q_init
Uniform in plus or minus 1/sqrt(fan_in). The last layer has m derivatives of order one, so lambda_max grows like m.

# %% q_scaling
The minimum of the tangent loss is y / (alpha g) away from w_0, so only a short piece of h matters, and a short piece is straight.

# %% q_lazy
Against: at equal effective time the lazy nets had the larger loss, and on the single-direction target about twice the test error.
