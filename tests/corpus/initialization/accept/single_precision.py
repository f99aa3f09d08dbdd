# method: everything in float32 where the student chooses, tuples and 0-d tensors as results, torch.func for derivatives
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    delta = torch.ones_like(preactivations[-1])
    blocks = []
    masks = [(z > 0).to(z.dtype) for z in preactivations[:-1]]
    for l, weight in reversed(list(enumerate(weights))):
        blocks = [torch.bmm(delta.unsqueeze(2), inputs[l].unsqueeze(1)).flatten(1), delta] + blocks
        delta = delta.mm(weight) * masks[l - 1] if l else None
    return torch.cat(blocks, dim=1)


# %% principal_features
def principal_features(jac, k):
    u, s, v = torch.svd(jac)
    return s[:k], (jac @ v)[:, :k]


# %% small_step
def small_step(f0, jac, y, lr):
    gradient = (2 / len(f0)) * torch.einsum("np,n->p", jac, (f0 - y).flatten())
    change = torch.einsum("np,p->n", jac, -lr * gradient)
    return (f0.flatten() + change).view(-1, 1).float()


# %% deep_net
def deep_net():
    net = nn.Sequential(nn.Linear(1, 20), nn.ReLU(), nn.Linear(20, 20), nn.ReLU(), nn.Linear(20, 20))
    for module in (nn.ReLU(), nn.Linear(20, 20), nn.ReLU(), nn.Linear(20, 1)):
        net.append(module)
    return net


# %% gradient_norms
def gradient_norms(net, x, y):
    params = {name: p.detach() for name, p in net.named_parameters()}

    def loss(p):
        return (torch.func.functional_call(net, p, (x,)) - y).pow(2).mean()

    gradients = torch.func.grad(loss)(params)
    return tuple(g.norm() for name, g in gradients.items() if "weight" in name)


# %% scale_factors
def scale_factors(c, depth):
    powers = c ** torch.arange(depth, dtype=torch.float32)
    return powers[-1].repeat(depth), powers.flip(0)


# %% second_moments
def second_moments(widths, variances, x_moment):
    if len(variances) == 1:
        return [widths[0] * variances[0] * x_moment]
    before = second_moments(widths[:-1], variances[:-1], x_moment)
    return before + [0.5 * widths[-2] * variances[-1] * before[-1]]


# %% better_init
def better_init(net):
    for m in net.modules():
        if isinstance(m, nn.Linear):
            shares = torch.rand(m.weight.shape, dtype=torch.double).float() - 0.5
            m.weight.data.copy_(shares * (24 / m.in_features) ** 0.5)
            m.bias.data.copy_(torch.zeros(m.out_features))


# %% gradient_init
def gradient_init(net):
    for m in net.modules():
        if not isinstance(m, nn.Linear):
            continue
        nn.init.normal_(m.weight, 0.0, math.sqrt(2.0 / m.out_features))
        nn.init.zeros_(m.bias)


# %% half_line_basis
def half_line_basis(x):
    right = torch.heaviside(x, torch.ones_like(x))
    return torch.cat([3 * x, x * right - 1, right, torch.ones_like(x)], dim=1).float()


# %% correlation_map
def correlation_map(c, q, var_w, var_b, phi=torch.tanh):
    t, w, root = NODES.numpy(), GAUSS.numpy(), q**0.5
    u = torch.tensor(root * t[:, None])
    v = torch.tensor(root * (c * t[:, None] + (1 - c**2) ** 0.5 * t[None, :]))
    mean = w @ (phi(u) * phi(v)).numpy() @ w
    return (var_b + var_w * mean) / length_map(q, var_w, var_b, phi)


# %% far_slopes
def far_slopes(weights):
    ends = torch.tensor([[1e9], [-1e9]], dtype=torch.float64)
    for w in weights[:-1]:
        ends = torch.relu(ends @ w.double().T)
    right, left = (ends @ weights[-1].double().T)[:, 0] / 1e9
    return torch.stack([right, -left]).float()


# %% audit
def audit(singular_values, n):
    s = torch.tensor(singular_values, dtype=torch.double)
    rank = int((s > 1e-5 * s[0]).sum())
    return rank < 5 and not s[0] / math.sqrt(n) < 1 - 1e-5


# %% from_two_inputs
def from_two_inputs(at_plus, at_minus, x):
    rows = [t * (at_plus if t > 0 else -at_minus) for t in x.flatten().tolist()]
    return torch.stack(rows).float()
