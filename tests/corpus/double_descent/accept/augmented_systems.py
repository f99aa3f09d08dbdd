# method: larger least-squares problems, block matrices and logarithms of odds
# %% ridge
def ridge(x, y, lam):
    n, d = x.shape
    if lam == 0:
        return torch.from_numpy(np.linalg.lstsq(x.numpy(), y.numpy(), rcond=None)[0])
    below = math.sqrt(lam) * torch.eye(d, dtype=x.dtype)
    right = torch.cat([y, torch.zeros(d, dtype=y.dtype)])
    return torch.linalg.lstsq(torch.cat([x, below]), right[:, None]).solution[:, 0]

# %% imbalance
def imbalance(hidden, readout):
    squares = [torch.outer(column, column) for column in hidden.T]
    return torch.stack([*squares, -torch.outer(readout, readout)]).sum(0)

# %% balanced_mode
def balanced_mode(time, s, goal, start):
    log_odds = math.log(start) - math.log(goal - start) + 4 * s * goal * time
    return goal / (1 + torch.exp(-log_odds))

# %% audit
def audit(widths, finite, limit):
    gap = torch.linalg.vector_norm((finite - limit).flatten(1), dim=1) / math.sqrt(finite[0].numel())
    k = widths.double().log()
    centred = k - k.mean()
    slope = float(centred @ gap.double().log() / (centred @ centred))
    return -0.65 <= slope <= -0.35

# %% compute_jacobian
def compute_jacobian(hidden, readout, x):
    blocks = [readout[j] * x for j in range(len(readout))]
    return torch.hstack([*blocks, (hidden @ x.T).T])
