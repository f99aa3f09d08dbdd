# method: NumPy instead of PyTorch, returned as arrays
# %% make_data
def make_data(raw, singular, beta, noise):
    q, _ = np.linalg.qr(raw.numpy())
    x = q * singular.numpy()
    return torch.from_numpy(x), torch.from_numpy(x @ beta.numpy() + q @ noise.numpy())

# %% risk_parts
def risk_parts(w, beta, cov):
    values, vectors = np.linalg.eigh(np.asarray(cov))
    order = np.argsort(values)[::-1]
    error = (np.asarray(w) - np.asarray(beta)) @ vectors[:, order]
    return torch.from_numpy(values[order] * error**2)

# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    factor = 1 - 2 * np.asarray(lr) * spectrum.numpy()
    powers = np.power(factor[None, :], steps.numpy()[:, None])
    return torch.from_numpy((1 - powers) * goal.numpy() + powers * start.numpy())

# %% bump
def bump(risk, tolerance=0.01):
    r = np.asarray(risk)
    rising = np.flatnonzero(r > (1 + tolerance) * np.minimum.accumulate(r))
    if rising.size == 0:
        return None
    t = int(np.argmin(r[: rising[0]]))
    top = t + int(np.argmax(r[t:]))
    return (t, top) if r[-1] < (1 - tolerance) * r[top] else None

# %% equalized_lr
def equalized_lr(spectrum, lr):
    s = spectrum.numpy()
    return torch.from_numpy(np.full_like(s, lr * np.min(s)) / s)

# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    a, b, x, y = (np.asarray(v) for v in (hidden, readout, x, y))
    residual = x @ a.T @ b - y
    new_a = a - 2 * lr * np.outer(b, residual @ x)
    new_b = b - 2 * lr * (x @ a.T).T @ residual
    return torch.from_numpy(new_a), torch.from_numpy(new_b)

# %% rank_one_init
def rank_one_init(u, z, width):
    p = np.zeros(width, dtype=z.numpy().dtype)
    p[0] = 1.0
    return torch.from_numpy(np.outer(p, z.numpy())), torch.from_numpy(u * p)

# %% uz_flow
def uz_flow(u, z, spectrum, target):
    u, z, s, t = (np.asarray(v) for v in (u, z, spectrum, target))
    g = 2 * s * u[..., None] * z - 2 * t
    return torch.as_tensor(-np.einsum("...i,...i->...", z, g)), torch.as_tensor(-u[..., None] * g)

# %% imbalance
def imbalance(hidden, readout):
    a, b = hidden.numpy(), readout.numpy()
    return torch.from_numpy(np.einsum("ik,jk->ij", a, a) - b[:, None] * b[None, :])

# %% balanced_mode
def balanced_mode(time, s, goal, start):
    exponent = np.minimum(4 * s * goal * time.numpy(), 700)
    e = np.exp(exponent)
    return torch.from_numpy(goal * e / (e - 1 + goal / start))

# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    first = [np.outer(readout, sample).ravel() for sample in x.numpy()]
    second = [hidden.numpy() @ sample for sample in x.numpy()]
    return torch.from_numpy(np.concatenate([np.array(first), np.array(second)], axis=1))

# %% ridge
def ridge(x, y, lam):
    u, f, vh = np.linalg.svd(x.numpy(), full_matrices=False)
    gain = np.array([0.0 if f_i < 1e-14 * f[0] else f_i / (f_i**2 + lam) for f_i in f])
    return torch.from_numpy(vh.T @ (gain * (u.T @ y.numpy())))

# %% one_clock_best
def one_clock_best(spectrum, beta, noise):
    s, b, e = (v.numpy() for v in (spectrum, beta, noise))
    goal = b + e / np.sqrt(s)
    q = float(np.clip(np.sum(s * b * goal) / np.sum(s * goal**2), 0, 1))
    return np.float64(q), np.sum(s * (b - q * goal) ** 2)

# %% audit
def audit(widths, finite, limit):
    gap = np.sqrt(np.mean((finite.numpy() - limit.numpy()) ** 2, axis=(1, 2)))
    slope, _ = np.polyfit(np.log(np.asarray(widths, dtype=float)), np.log(gap), 1)
    return -0.65 < slope < -0.35
