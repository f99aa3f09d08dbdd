# Complex numbers, matrix powers, closures, autograd: the same functions by other routes.
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    losses, history = [], []

    def flat():
        return torch.cat([w.detach().reshape(-1) for w in net.parameters()])

    for step in range(n_steps):
        history += [flat()] if save_every and not step % save_every else []
        x, y = dataset.next_batch(batch_size)
        loss = torch.linalg.vector_norm(net(x) - y) ** 2 / y.numel()
        slopes = torch.autograd.grad(loss, list(net.parameters()))
        torch._foreach_add_([w.data for w in net.parameters()], list(slopes), alpha=-lr)
        losses.append(float(loss.detach()))
    return losses, history


# %% phi
def phi(x, n_features):
    k = torch.arange(1, n_features // 2 + 1, dtype=torch.double)
    turns = torch.exp(1j * math.pi * x.double() * k)
    return torch.hstack([turns.imag, turns.real]).to(x.dtype)


# %% relative_movement
def relative_movement(history):
    start, *later = history
    way = lambda w: torch.dist(w, start) / torch.linalg.vector_norm(start)
    return torch.tensor([0.0, *map(way, later)])


# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    u, s, vh = torch.linalg.svd(features, full_matrices=False)
    keep = s > 1e-7 * s[0]
    u, s, v = u[:, keep], s[keep], vh[keep].T
    residual = (u.T @ y) / s - v.T @ w_init
    return w_init + v @ (residual * (1 - (1 - lr * 2 / len(y) * s**2) ** n_steps))


# %% largest_stable_lr
def largest_stable_lr(features):
    n = features.shape[0]
    return n / torch.linalg.eigvalsh(features @ features.mT).max().item()


# %% frozen_part
def frozen_part(features, w):
    _, s, vh = torch.linalg.svd(features)
    rank = int((s > 1e-7 * s[0]).sum())
    null = vh[rank:]
    return null.T @ (null @ w)


# %% ridge
def ridge(features, y, penalty):
    n, p = features.shape
    tall = torch.cat([features, penalty**0.5 * torch.eye(p).to(features)])
    return torch.linalg.lstsq(tall, torch.cat([y, y.new_zeros(p)])[:, None], driver="gelsd").solution[:, 0]


# %% loglog_slope
def loglog_slope(x, y):
    cov = torch.cov(torch.stack([x.log(), y.log()]))
    return float(cov[0, 1] / cov[0, 0])


# %% tangent
def tangent(net, x, step):
    rows = kernels.jacobian(net, x)
    return net(x).detach() + torch.einsum("np,p->n", rows, step)[:, None]


# %% gap_exponent
def gap_exponent(s):
    return (1 - 2 * s) + (1 - s if s < 1 else 0)


# %% audit
def audit(lr, lambda_max, n_steps):
    speed = [a * b for a, b in zip(lr.tolist(), lambda_max.tolist())]
    times = sorted(v * t for v, t in zip(speed, n_steps.tolist()))
    return all(0 < v < 2 for v in speed) and times[-1] <= 1.1 * times[0]
