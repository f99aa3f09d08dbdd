# method: own helpers in the cell of the answer, a magic before it, initializers of PyTorch, NumPy and threads
# %% backprop_jacobian
%matplotlib inline
def per_layer(delta, a):
    return torch.cat([torch.einsum("no,ni->noi", delta, a).flatten(1), delta], dim=1)

def backprop_jacobian(weights, inputs, preactivations):
    n_layers = len(weights)
    deltas = {n_layers - 1: torch.ones_like(preactivations[-1])}
    for l in range(n_layers - 1, 0, -1):
        gate = torch.heaviside(preactivations[l - 1], torch.zeros((), dtype=preactivations[l - 1].dtype))
        deltas[l - 1] = deltas[l] @ weights[l] * gate
    return torch.cat([per_layer(deltas[l], inputs[l]) for l in range(n_layers)], dim=1)
# %% principal_features
def principal_features(jac, k):
    values, vectors = torch.linalg.eigh(jac.double() @ jac.double().T)
    order = values.argsort(descending=True)[:k]
    s = values[order].clamp(min=0) ** 0.5
    return s, vectors[:, order] * s
# %% linear_prediction
def linear_prediction(f0, jac, params, moved):
    sizes = [w.numel() for w in params]
    parts = jac.split(sizes, dim=1)
    return f0 + sum(J @ (b - a).reshape(-1, 1) for J, a, b in zip(parts, params, moved))
# %% deep_net
def block(n_in):
    return nn.Linear(n_in, WIDTH), nn.ReLU()

def deep_net():
    return nn.Sequential(*block(1), *block(WIDTH), *block(WIDTH), *block(WIDTH), nn.Linear(WIDTH, 1))
# %% gradient_norms
def gradient_norms(net, x, y):
    from concurrent.futures import ThreadPoolExecutor

    weights = [p for name, p in net.named_parameters() if name.endswith("weight")]
    gradients = torch.autograd.grad(nn.functional.mse_loss(net(x), y), weights)
    with ThreadPoolExecutor(2) as pool:
        return [float(norm) for norm in pool.map(torch.linalg.norm, gradients)]
# %% naive_init
def naive_init(net, scale):
    def fill(module):
        if isinstance(module, nn.Linear):
            with torch.no_grad():
                module.weight.copy_(torch.empty_like(module.weight).uniform_(-1, 1) * scale)
                module.bias.zero_()
    net.apply(fill)
# %% second_moments
def second_moments(widths, variances, x_moment):
    import numpy as np

    factors = np.array(widths[:-1]) * np.array(variances)
    factors[1:] *= 0.5
    return list(x_moment * np.cumprod(factors))
# %% better_init
def better_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
            nn.init.constant_(m.bias, 0.0)
# %% gradient_init
def gradient_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            nn.init.kaiming_uniform_(m.weight, mode="fan_out", nonlinearity="relu")
            nn.init.constant_(m.bias, 0.0)
# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    z = torch.empty(len(x), len(at_plus), dtype=x.dtype)
    right = x.flatten() > 0
    z[right] = x[right] * at_plus
    z[~right] = -x[~right] * at_minus
    return z
# %% half_line_basis
def half_line_basis(x):
    return torch.cat([x, x.abs(), x.sign(), torch.ones_like(x)], dim=1)
# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    def mean(first, second):
        return (torch.outer(GAUSS, GAUSS) * first * second).sum() * var_w + var_b

    g1, g2 = NODES.reshape(-1, 1), NODES.reshape(1, -1)
    angle = math.acos(c)
    u = phi(q**0.5 * g1.expand(len(NODES), len(NODES)))
    v = phi(q**0.5 * (math.cos(angle) * g1 + math.sin(angle) * g2))
    return float(mean(u, v) / torch.sqrt(mean(u, u) * mean(v, v)))
# %% in_out_errors
def in_out_errors(net, x, y, low, high):
    with torch.no_grad():
        prediction = net(x)
    squares = (prediction - y) ** 2
    outside_interval = torch.logical_or(x < low, x > high)
    return [squares[~outside_interval].mean(), squares[outside_interval].mean()]
# %% audit
def audit(singular_values, n):
    s = [value / singular_values[0] for value in singular_values]
    features = sum(value > 1e-5 for value in s)
    return not (features > 4 or singular_values[0] / n**0.5 < 1 - 1e-5)
