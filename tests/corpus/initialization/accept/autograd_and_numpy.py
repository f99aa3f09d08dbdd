# method: reverse-mode autograd through rebuilt layers; eigenvectors of J J'; explicit loops; NumPy where it is natural
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    delta = torch.ones_like(preactivations[-1])
    blocks = []
    deltas = [delta]
    for weight, z in zip(weights[:0:-1], preactivations[-2::-1]):
        deltas.insert(0, torch.where(z > 0, deltas[0] @ weight, torch.zeros_like(z)))
    for a, d in zip(inputs, deltas):
        blocks.append(torch.einsum("no,ni->noi", d, a).reshape(len(a), -1))
        blocks.append(d)
    return torch.cat(blocks, dim=1)


# %% principal_features
def principal_features(jac, k):
    import numpy as np

    u, s, vt = np.linalg.svd(jac.numpy())
    return torch.tensor(s[:k]), torch.tensor((u[:, : len(s)] * s)[:, :k])


# %% small_step
def small_step(f0, jac, y, lr):
    theta = torch.zeros(jac.shape[1], 1, dtype=jac.dtype, requires_grad=True)
    loss = nn.functional.mse_loss(f0 + jac @ theta, y)
    (slope,) = torch.autograd.grad(loss, theta)
    return f0 - lr * (jac @ slope)


# %% deep_net
def deep_net():
    modules = [nn.Linear(1, 20), nn.ReLU()]
    for _ in range(3):
        modules += [nn.Linear(20, 20), nn.ReLU()]
    return nn.Sequential(*modules, nn.Linear(20, 1))


# %% gradient_norms
def gradient_norms(net, x, y):
    net.zero_grad()
    nn.functional.mse_loss(net(x), y).backward()
    return [
        torch.sqrt((p.grad**2).sum()).item() for name, p in net.named_parameters() if name.endswith("weight")
    ]


# %% scale_factors
def scale_factors(c, depth):
    return np_power(c, [depth - 1] * depth), np_power(c, range(depth - 1, -1, -1))


def np_power(c, exponents):
    import numpy as np
    return np.power(float(c), np.array(list(exponents)))


# %% second_moments
def second_moments(widths, variances, x_moment):
    import numpy as np

    factors = np.array(widths[:-1], dtype=float) * np.array(variances) / 2
    factors[0] = factors[0] * 2 * x_moment
    return np.cumprod(factors)


# %% better_init
def better_init(net):
    def he(m):
        if isinstance(m, nn.Linear):
            nn.init.kaiming_uniform_(m.weight, nonlinearity="relu")
            nn.init.constant_(m.bias, 0.0)

    net.apply(he)


# %% gradient_init
def gradient_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
            m.bias.data.fill_(0)


# %% half_line_basis
def half_line_basis(x):
    return torch.hstack([torch.ones_like(x), torch.sign(x), x, x.abs()])


# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    total = 0.0
    for t, w in zip(NODES, GAUSS):
        v = q**0.5 * (c * t + (1 - c * c) ** 0.5 * NODES)
        total = total + w * phi(q**0.5 * t) * (GAUSS * phi(v)).sum()
    one = GAUSS.numpy() @ (phi(math.sqrt(q) * NODES).numpy() ** 2)
    return float((var_w * total + var_b) / (var_w * one + var_b))


# %% far_slopes
def far_slopes(weights):
    x = torch.tensor([[1.0], [-1.0]], dtype=weights[0].dtype, requires_grad=True)
    z = x
    for l, w in enumerate(weights):
        z = nn.functional.linear(z if l == 0 else z.relu(), w)
    (slope,) = torch.autograd.grad(z.sum(), x)
    return slope[0, 0], slope[1, 0]


# %% audit
def audit(singular_values, n):
    import numpy as np

    s = np.asarray(singular_values)
    return bool((s / s[0] > 1e-5).sum() <= 4 and s[0] ** 2 >= n * (1 - 1e-5) ** 2)


# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    return x.abs() * torch.where(x > 0, at_plus, at_minus)
