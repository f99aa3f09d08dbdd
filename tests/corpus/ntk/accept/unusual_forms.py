# method: unusual forms: eigenvectors, nested vmap, forward derivatives, the addition theorem, distances to the classes
# %% duals
def duals(rho):
    rho = rho.clip(-1, 1)
    height = ((1 - rho) * (1 + rho)).sqrt()
    gamma = torch.atan2(height, rho)
    return (math.pi - gamma) / math.pi, torch.lerp(height, rho * (math.pi - gamma) + height, 1.0) / math.pi


# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    values, vectors = torch.linalg.eigh(k_train_train)
    return k_test_train @ (vectors @ ((vectors.T @ y) / (values + ridge)))


# %% deep_ntk
def deep_ntk(x, depth):
    """|x| stays in every layer, so only the cosine moves."""
    size = x.norm(dim=1)
    rho = nn.functional.normalize(x, dim=1) @ nn.functional.normalize(x, dim=1).T
    theta = rho
    while depth:
        a, rho = duals(rho)
        theta = a * theta + rho
        depth = depth - 1
    return torch.einsum("i,ij,j->ij", size, theta, size)


# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    weights = dict(net.named_parameters())
    n, losses = len(images), []
    for step in range(n_steps):
        rows = [i % n for i in range(step * batch_size, (step + 1) * batch_size)]
        gaps = torch.func.functional_call(net, weights, (images[rows],)).flatten() - labels[rows] / 9
        loss = gaps @ gaps / batch_size
        for w, g in zip(weights.values(), torch.autograd.grad(loss, list(weights.values()))):
            w.data = w.data - lr * g
        losses += [float(loss)]
    return losses


# %% gram
def gram(x1, x2=None):
    pairs = torch.vmap(torch.vmap(k, in_dims=(None, 0)), in_dims=(0, None))
    if x2 is not None:
        return pairs(x1, x2)
    upper = torch.triu(pairs(x1, x1), 1)
    return upper + upper.T + torch.diag(torch.einsum("ij,ij->i", x1, x1))


# %% fulfilled
def fulfilled(x, wishes):
    left, size, _ = torch.linalg.svd(x, full_matrices=False)
    left = left[:, size > 1e-10 * size[0]]
    return left @ (left.T @ wishes)


# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    """One forward derivative for each row: how f(x2) moves along the gradient at x1."""
    params = {name: p.detach() for name, p in net.named_parameters()}

    def f(p, x):
        return torch.func.functional_call(net, p, (x,))[:, 0]

    rows = []
    for x in x1:
        slope = torch.func.grad(lambda p: f(p, x[None])[0])(params)
        rows.append(torch.func.jvp(lambda p: f(p, x2), (params,), (slope,))[1])
    return torch.stack(rows)


# %% is_kernel
def is_kernel(values):
    n = len(values)
    turn = 2 * math.pi * torch.arange(n, dtype=torch.double) / n
    waves = torch.outer(torch.arange(n, dtype=torch.double), turn)
    even, odd = waves.cos() @ values.double(), waves.sin() @ values.double()
    room = 1e-6 * values.abs().max()
    return even.min().item() >= -room and odd.abs().max().item() <= room


# %% compare
def compare(labels, a, b):
    one = torch.stack([torch.as_tensor(v) for v in (labels, a, b)])
    same = (one[:, None] == one).double().mean(2)
    return same[1, 0], same[2, 0], same[1, 2]


# %% predict_class
def predict_class(f, c1, c2):
    targets = torch.tensor([c1, c2])
    return targets[torch.cdist(9 * f.reshape(-1, 1), targets[:, None].to(f), p=1).argmin(1)]


# %% learnability
def learnability(k_all, train_rows):
    _, phi = torch.linalg.eigh(k_all)
    hat = torch.linalg.lstsq(k_all[train_rows][:, train_rows], k_all[train_rows]).solution.T
    return torch.einsum("mi,mn,ni->i", phi, hat, phi[train_rows])


# %% arora_bound
def arora_bound(x, y):
    cosine = nn.functional.cosine_similarity(x[:, None], x[None], dim=2)
    root = torch.linalg.cholesky(cosine * duals(cosine)[0] / 2)
    z = torch.linalg.solve_triangular(root, y[:, None], upper=False)
    return z.norm() * math.sqrt(2 / len(x))


# %% k
def k(x, xp):
    """E over the angle of w: both integrals at once, by the addition theorem."""
    a, b = x / x.norm(), xp / xp.norm()
    gamma = 2 * torch.atan2((a - b).norm(), (a + b).norm())
    return x.norm() * xp.norm() * (gamma.sin() + 2 * (math.pi - gamma) * gamma.cos()) / (2 * math.pi)


# %% image_mlp
class ImageMLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.W = nn.Parameter(torch.randn(width, 784) * (2 / (784 + width)) ** 0.5)
        self.b = nn.Parameter(torch.zeros(width))
        self.a = nn.Parameter(torch.randn(1, width) * (2 / (1 + width)) ** 0.5)
        self.c = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        hidden = nn.functional.linear(x.reshape(len(x), -1), self.W, self.b)
        return nn.functional.linear(hidden.clamp(min=0), self.a, self.c)
