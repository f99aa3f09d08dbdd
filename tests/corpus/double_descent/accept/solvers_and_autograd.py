# method: matrix square roots, normal equations, pseudo-inverses and autograd instead of formulas
# %% make_data
def make_data(raw, singular, beta, noise):
    d, v = torch.linalg.eigh(raw.T @ raw)
    x = raw @ v @ torch.diag(d**-0.5) @ torch.diag(singular)
    return x, x @ (beta + noise / singular)

# %% risk_parts
def risk_parts(w, beta, cov):
    v, s, _ = torch.linalg.svd(cov)
    return ((beta - w) @ (v * s.sqrt())) ** 2

# %% one_layer
def one_layer(steps, spectrum, goal, start, lr):
    lr = lr * torch.ones_like(spectrum)
    matrices = [torch.matrix_power(torch.diag(1 - 2 * lr * spectrum), int(t)) for t in steps]
    return torch.stack([goal + m @ (start - goal) for m in matrices])

# %% bump
def bump(risk, tolerance=0.01):
    for t in range(1, len(risk)):
        before = risk[:t]
        if risk[t] > before.min() * (1 + tolerance):
            low = before.argmin()
            tail = risk[low:]
            return (low, low + tail.argmax()) if risk[-1] < tail.max() * (1 - tolerance) else None
    return None

# %% equalized_lr
def equalized_lr(spectrum, lr):
    return torch.reciprocal(spectrum / torch.amin(spectrum)) * lr

# %% two_layer_step
def two_layer_step(hidden, readout, x, y, lr):
    a, b = hidden.clone().requires_grad_(), readout.clone().requires_grad_()
    loss = torch.nn.functional.mse_loss((x @ a.T) @ b, y, reduction="sum")
    loss.backward()
    with torch.no_grad():
        a -= lr * a.grad
        b -= lr * b.grad
    return a.detach(), b.detach()

# %% rank_one_init
def rank_one_init(u, z, width):
    p = torch.nn.functional.normalize(torch.randn(width, dtype=z.dtype), dim=0)
    return p[:, None] @ z[None, :], p * u

# %% uz_flow
def uz_flow(u, z, spectrum, target):
    u, z = u.clone().requires_grad_(), z.clone().requires_grad_()
    w = u.unsqueeze(-1) * z
    loss = (spectrum * w**2 - 2 * target * w).sum()
    du, dz = torch.autograd.grad(loss, (u, z))
    return -du, -dz

# %% imbalance
def imbalance(hidden, readout):
    both = torch.cat([hidden, readout[:, None]], dim=1)
    sign = torch.ones(both.shape[1], dtype=both.dtype)
    sign[-1] = -1
    return both @ torch.diag(sign) @ both.T

# %% balanced_mode
def balanced_mode(time, s, goal, start):
    odds = start / (goal - start)
    return goal * torch.sigmoid(4 * s * goal * time + math.log(odds))

# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    rows = []
    for sample in x:
        a, b = hidden.clone().requires_grad_(), readout.clone().requires_grad_()
        (b @ (a @ sample)).backward()
        rows.append(torch.cat([a.grad.flatten(), b.grad]))
    return torch.stack(rows)

# %% ridge
def ridge(x, y, lam):
    if lam == 0:
        return torch.linalg.pinv(x) @ y
    return torch.linalg.solve(x.T @ x + lam * torch.eye(x.shape[1], dtype=x.dtype), x.T @ y)

# %% one_clock_best
def one_clock_best(spectrum, beta, noise):
    root = spectrum.sqrt()
    full = torch.linalg.lstsq((root * beta + noise)[:, None], (root * beta)[:, None]).solution.item()
    q = min(max(full, 0.0), 1.0)
    return torch.tensor([q, ((1 - q) * root * beta - q * noise).square().sum()])

# %% audit
def audit(widths, finite, limit):
    gap = ((finite - limit) ** 2).mean(dim=(1, 2)).sqrt()
    k = torch.as_tensor(widths).to(gap.dtype)
    design = torch.stack([torch.ones_like(gap), torch.log(k)], 1)
    return bool((torch.linalg.lstsq(design, gap.log()[:, None]).solution[1, 0] + 0.5).abs() <= 0.15)
