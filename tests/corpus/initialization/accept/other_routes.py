# Recursion, closed forms and other decompositions: the same functions by other routes.
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    def from_layer(l, delta):
        block = [torch.einsum("ni,nj->nij", delta, inputs[l]).flatten(1), delta]
        if l == 0:
            return block
        on = preactivations[l - 1].sign().clamp(0, 1)
        return from_layer(l - 1, torch.einsum("ni,ij,nj->nj", delta, weights[l], on)) + block

    return torch.cat(from_layer(len(weights) - 1, preactivations[-1] * 0 + 1), 1)


# %% principal_features
def principal_features(jac, k):
    lam, v = torch.linalg.eigh(jac.T.double() @ jac.double())
    v = v.flip(1)[:, :k].to(jac)
    features = jac @ v
    return features.norm(dim=0), features


# %% small_step
def small_step(f0, jac, y, lr):
    weights = (
        -lr
        * torch.autograd.functional.vjp(
            lambda w: jac @ w, torch.zeros(jac.shape[1], 1).to(jac), 2 * (f0 - y) / len(y)
        )[1]
    )
    return torch.addmm(f0, jac, weights)


# %% deep_net
def deep_net():
    net = nn.Sequential(nn.Linear(1, 20))
    while len(net) < 9:
        net.append(nn.ReLU())
        net.append(nn.Linear(20, 1 if len(net) == 8 else 20))
    return net


# %% gradient_norms
def gradient_norms(net, x, y):
    residual = 2 * (net(x).detach() - y) / len(y)
    rows = kernels.jacobians(net, x)
    return [float(torch.tensordot(residual[:, 0], g, 1).norm()) for g in rows.values() if g.ndim == 3]


# %% scale_factors
def scale_factors(c, depth):
    powers = [1.0]
    while len(powers) < depth:
        powers.insert(0, powers[0] * c)
    return [powers[0]] * depth, powers


# %% second_moments
def second_moments(widths, variances, x_moment):
    if not variances:
        return []
    *before, last = variances
    q = second_moments(widths[:-1], before, x_moment)
    return [*q, widths[-2] * last * (q[-1] / 2 if q else x_moment)]


# %% better_init
def better_init(net):
    def fill(module):
        if isinstance(module, nn.Linear):
            bound = math.sqrt(6 / module.in_features)
            module.weight.data = (2 * torch.rand_like(module.weight) - 1) * bound
            module.bias.data.zero_()

    net.apply(fill)


# %% gradient_init
def gradient_init(net):
    for layer in filter(lambda m: isinstance(m, nn.Linear), net.modules()):
        with torch.no_grad():
            layer.weight.copy_(torch.randn(layer.weight.shape) / (layer.out_features / 2) ** 0.5)
            layer.bias *= 0


# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    both = torch.stack([at_plus, at_minus])
    return torch.cat([x, -x], 1).relu() @ both


# %% half_line_basis
def half_line_basis(x):
    q, _ = torch.linalg.qr(torch.cat([torch.ones_like(x), x, x.sign(), x.abs()], 1))
    return q


# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    angle = math.acos(c) / 2
    size = math.sqrt(q)
    a, b = size * math.cos(angle) * NODES[:, None], size * math.sin(angle) * NODES
    mean = torch.einsum("i,j,ij->", GAUSS, GAUSS, phi(a + b) * phi(a - b)).item()
    square = torch.einsum("i,j,ij->", GAUSS, GAUSS, phi(a + b) ** 2).item()
    return (var_w * mean + var_b) / (var_w * square + var_b)


# %% far_slopes
def far_slopes(weights):
    ends = torch.tensor([[1.0, -1.0]], dtype=weights[0].dtype)
    for i, w in enumerate(weights):
        ends = w @ (ends if i == 0 else ends.relu())
    return ends[0, 0].item(), -ends[0, 1].item()


# %% audit
def audit(singular_values, n):
    first, *rest = singular_values
    return not (first / math.sqrt(n) < 1 - 1e-5 or any(s / first > 1e-5 for s in rest[3:]))
