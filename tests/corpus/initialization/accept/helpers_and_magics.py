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
# %% small_step
def kernel(jac):
    return jac @ jac.T

def small_step(f0, jac, y, lr):
    residual = f0 - y
    n = residual.numel()
    pull = torch.cat([(kernel(jac)[i] @ residual).reshape(1, 1) for i in range(n)])
    return y + residual - (2.0 / n) * lr * pull
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
# %% scale_factors
def scale_factors(c, depth):
    """Sends a network of single neurons through (2): activations up, deltas down."""
    activations, delta = [1.0], 1.0
    for _ in range(depth - 1):
        activations.append(c * activations[-1])
    weights, biases = [], []
    for a in reversed(activations):
        weights.insert(0, delta * a)
        biases.insert(0, delta)
        delta *= c
    return weights, biases
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
# %% far_slopes
def far_slopes(weights):
    right, left = weights[0][:, 0], -weights[0][:, 0]
    for w in weights[1:]:
        right, left = w @ right.clamp(min=0), w @ left.clamp(min=0)
    return right.item(), -left.item()
# %% audit
def audit(singular_values, n):
    s = [value / singular_values[0] for value in singular_values]
    features = sum(value > 1e-5 for value in s)
    return not (features > 4 or singular_values[0] / n**0.5 < 1 - 1e-5)
