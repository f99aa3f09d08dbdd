# method: explicit loops, single precision, prints on the way
# %% make_data
def make_data(raw, singular, beta, noise):
    print("making", len(raw), "samples")
    columns = []
    for column in raw.T:
        for other in columns:
            column = column - (column @ other) * other
        columns.append(column / column.norm())
    u = torch.stack(columns, 1)
    x = u @ torch.diag(singular)
    return x.float(), (x @ beta + u @ noise).float()

# %% risk_parts
def risk_parts(w, beta, cov):
    values, vectors = torch.linalg.eigh(cov.double())
    parts = []
    for i in reversed(range(len(values))):
        component = ((beta - w).double() * vectors[:, i]).sum(-1)
        parts.append(values[i] * component * component)
    return torch.stack(parts, dim=-1).float()

# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    rows, w, t = [], start.clone(), 0
    wanted = [int(s) for s in steps]
    for t in range(max(wanted) + 1):
        rows.append(w)
        w = w - lr * 2 * spectrum * (w - goal)
    return torch.stack([rows[t] for t in wanted]).float()

# %% bump
def bump(risk, tolerance=0.01):
    values = [float(r) for r in risk]
    low = 0
    for t, value in enumerate(values):
        if value < values[low]:
            low = t
        if value > (1 + tolerance) * values[low]:
            high = max(range(low, len(values)), key=values.__getitem__)
            return [low, high] if values[-1] < (1 - tolerance) * values[high] else None
    return None

# %% equalized_lr
def equalized_lr(spectrum, lr):
    slowest = sorted(float(s) for s in spectrum)[0]
    return torch.tensor([lr * slowest / float(s) for s in spectrum])

# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    grad_hidden, grad_readout = torch.zeros_like(hidden), torch.zeros_like(readout)
    for sample, label in zip(x, y):
        error = readout @ (hidden @ sample) - label
        grad_hidden = grad_hidden + 2 * error * torch.outer(readout, sample)
        grad_readout = grad_readout + 2 * error * (hidden @ sample)
    return (hidden - lr * grad_hidden).float(), (readout - lr * grad_readout).float()

# %% rank_one_init
def rank_one_init(u, z, width):
    p = torch.tensor([(-1.0) ** j for j in range(width)], dtype=z.dtype) / width**0.5
    hidden = torch.zeros(width, len(z), dtype=z.dtype)
    for j in range(width):
        hidden[j] = p[j] * z
    return hidden, u * p

# %% uz_flow
def uz_flow(u, z, spectrum, target):
    g = torch.stack([2 * (spectrum[i] * u * z[..., i] - target[i]) for i in range(len(spectrum))], -1)
    du = -sum(z[..., i] * g[..., i] for i in range(len(spectrum)))
    dz = torch.stack([-u * g[..., i] for i in range(len(spectrum))], -1)
    return du.float(), dz.float()

# %% imbalance
def imbalance(hidden, readout):
    h = len(readout)
    out = torch.zeros(h, h)
    for i in range(h):
        for j in range(h):
            out[i, j] = hidden[i] @ hidden[j] - readout[i] * readout[j]
    return out

# %% balanced_mode
def balanced_mode(time, s, goal, start):
    late = 4 * s * goal * time
    small = torch.exp(-late)
    return (goal * start / (start + (goal - start) * small)).float()

# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    h, d = hidden.shape
    out = torch.zeros(len(x), h * d + h)
    for i in range(len(x)):
        for j in range(h):
            out[i, j * d : (j + 1) * d] = readout[j] * x[i]
            out[i, h * d + j] = hidden[j] @ x[i]
    return out

# %% ridge
def ridge(x, y, lam):
    if x.shape[0] < x.shape[1]:
        v, values, u = torch.svd(x.T)
    else:
        u, values, v = torch.svd(x)
    cut = values.max() * 1e-12
    w = torch.zeros(x.shape[1], dtype=x.dtype)
    for i, value in enumerate(values):
        if value > cut:
            w = w + v[:, i] * (u[:, i] @ y) * value / (value**2 + lam)
    return w.float()

# %% one_clock_best
def one_clock_best(spectrum, beta, noise):
    low, high = 0.0, 1.0

    def risk(q):
        total = 0.0
        for s, b, e in zip(spectrum.tolist(), beta.tolist(), noise.tolist()):
            total += s * (b - q * (b + e / s**0.5)) ** 2
        return total

    for _ in range(80):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        if risk(left) <= risk(right):
            high = right
        else:
            low = left
    return low, risk(low)

# %% audit
def audit(widths, finite, limit):
    gaps = [float(((runs - limit) ** 2).mean()) ** 0.5 for runs in finite]
    k = [float(value) for value in widths]
    fall = math.log(gaps[0] / gaps[-1]) / math.log(k[-1] / k[0])
    print("rate", round(fall, 2))
    return 0.35 < fall < 0.65
