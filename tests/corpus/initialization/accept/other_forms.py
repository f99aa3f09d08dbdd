# method: accumulated blocks written in place; eigh of the Gram matrix; bounds written out; other bases and branches
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    delta = torch.ones_like(preactivations[-1])
    blocks = []
    for l in range(len(weights) - 1, -1, -1):
        blocks.insert(0, delta)
        blocks.insert(0, torch.stack([torch.outer(d, a).flatten() for d, a in zip(delta, inputs[l])]))
        if l:
            delta = torch.einsum("no,oi,ni->ni", delta, weights[l], (inputs[l] > 0).to(delta.dtype))
    return torch.cat(blocks, dim=1)


# %% principal_features
def principal_features(jac, k):
    values, vectors = torch.linalg.eigh(jac.double() @ jac.double().T)
    s = values.clamp(min=0).sqrt().flip(0)[:k]
    return s, vectors.flip(1)[:, :k] * s


# %% small_step
def small_step(f0, jac, y, lr):
    values, u = torch.linalg.eigh(jac @ jac.mT)
    factor = 1 - 2 * lr * values / f0.shape[0]
    return y + u @ torch.diag(factor) @ u.mT @ (f0 - y)


# %% deep_net
def deep_net():
    sizes = [1, WIDTH, WIDTH, WIDTH, WIDTH, 1]
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        layers.extend((nn.Linear(n_in, n_out), nn.ReLU()))
    return nn.Sequential(*layers[:-1])


# %% gradient_norms
def gradient_norms(net, x, y):
    for p in net.parameters():
        p.grad = None
    loss = ((y - net(x)) ** 2).mean()
    loss.backward()
    return torch.stack([torch.linalg.matrix_norm(m.weight.grad) for m in net if isinstance(m, nn.Linear)])


# %% scale_factors
def scale_factors(c, depth):
    biases = [1.0]
    while len(biases) < depth:
        biases = [biases[0] * c] + biases
    return (biases[0],) * depth, tuple(biases)


# %% second_moments
def second_moments(widths, variances, x_moment):
    q, moment = [], x_moment
    for n, v in zip(widths, variances):
        q.append(n * v * moment)
        moment = q[-1] / 2
    return q


# %% better_init
def better_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            fan_out, fan_in = m.weight.shape
            bound = (6 / fan_in) ** 0.5
            m.weight.data.uniform_(-bound, bound)
            m.bias.data.zero_()


# %% gradient_init
def gradient_init(net):
    with torch.no_grad():
        for m in net.modules():
            if isinstance(m, nn.Linear):
                m.weight.normal_().mul_((2 / m.weight.shape[0]) ** 0.5)
                m.bias.zero_()


# %% half_line_basis
def half_line_basis(x):
    x = x.flatten()
    return torch.stack([x.relu(), (-x).relu(), (x > 0).to(x.dtype), (x < 0).to(x.dtype)], dim=1)


# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    g1, g2 = torch.meshgrid(NODES, NODES, indexing="ij")
    weights = torch.outer(GAUSS, GAUSS)
    u, v = math.sqrt(q) * g1, math.sqrt(q) * (c * g1 + math.sqrt(max(0.0, 1 - c**2)) * g2)
    after = [
        var_w * (weights * a * b).sum() + var_b
        for a, b in ((phi(u), phi(v)), (phi(u), phi(u)), (phi(v), phi(v)))
    ]
    return after[0] / (after[1] * after[2]) ** 0.5


# %% far_slopes
def far_slopes(weights):
    def product(sign):
        signs = torch.sign(torch.tensor(float(sign)))
        z, chain = weights[0] * signs, weights[0]
        for w in weights[1:]:
            on = (z > 0).to(w.dtype)
            chain = w @ (on * chain)
            z = w @ (on * z)
        return float(chain)
    return [product(+1), product(-1)]


# %% audit
def audit(singular_values, n):
    if singular_values[0] < 0.99999 * n**0.5:
        return False
    return len(singular_values) < 5 or singular_values[4] <= 1e-5 * singular_values[0]


# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    even, odd = (at_plus + at_minus) / 2, (at_plus - at_minus) / 2
    return torch.outer(x.flatten().abs(), even) + torch.outer(x.flatten(), odd)
