# method: torch.func, half-angle and atan2 forms of the angle, LU factors, eigendecompositions, einsum
# %% image_mlp
class ImageMLP(nn.Module):
    """A two-layer ReLU network on 28 x 28 pictures: (B, 1, 28, 28) -> (B, 1), Xavier normal weights, zero biases."""

    def __init__(self, width):
        super().__init__()
        self.first = nn.Linear(28 * 28, width)
        self.second = nn.Linear(width, 1)
        self.apply(self.reset)

    @staticmethod
    def reset(module):
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=math.sqrt(2 / sum(module.weight.shape)))
            nn.init.constant_(module.bias, 0)

    def forward(self, x):
        return self.second(nn.functional.relu(self.first(torch.flatten(x, start_dim=1))))


# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    """Plain SGD on the mean squared error between net(images) and labels / 9."""
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        residual = net(images[rows])[:, 0] - labels[rows] / 9.0
        loss = residual @ residual / len(rows)
        net.zero_grad(set_to_none=True)
        loss.backward()
        with torch.no_grad():
            for w in net.parameters():
                w.add_(w.grad, alpha=-lr)
        losses += [float(loss.detach())]
    return losses


# %% predict_class
def predict_class(f, c1, c2):
    """The class c1 or c2 whose c / 9 is nearest to each output; f (n,) or (n, 1) -> (n,) of whole numbers."""
    classes = torch.tensor([c1, c2])
    return classes[(f.reshape(-1, 1) - classes / 9).abs().argmin(1)]


# %% duals
def duals(rho):
    """Dual activations of the step function and of the ReLU, (kappa_0, kappa_1), for cosines rho of any shape."""
    rho = torch.minimum(torch.maximum(rho, -torch.ones_like(rho)), torch.ones_like(rho))
    sine = torch.sqrt((1 - rho) * (1 + rho))
    kappa_0 = torch.atan2(sine, -rho) / math.pi
    return kappa_0, rho * kappa_0 + sine / math.pi


# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    a, b = x / x.norm(), xp / xp.norm()
    theta = 2 * torch.atan2((a - b).norm(), (a + b).norm())  # accurate near 0, too
    value = 2 * (math.pi - theta) * torch.cos(theta) + torch.sin(theta)
    return x.norm() * xp.norm() * value / (2 * math.pi)


# %% gram
def gram(x1, x2=None):
    """Gram matrix of k: x1 (n1, d), x2 (n2, d) -> (n1, n2); without x2 that of x1 with itself, diagonal exact."""
    other = x1 if x2 is None else x2
    norms = torch.einsum("i,j->ij", torch.linalg.norm(x1, dim=1), torch.linalg.norm(other, dim=1))
    kappa_0, kappa_1 = duals(torch.einsum("id,jd->ij", x1, other) / norms)
    rho = (torch.einsum("id,jd->ij", x1, other) / norms).clamp(-1, 1)
    values = 0.5 * norms * kappa_1 + 0.5 * norms * rho * kappa_0
    if x2 is None:
        values = values.tril(-1) + values.tril(-1).T
        values.fill_diagonal_(0)
        values += torch.diag(torch.einsum("id,id->i", x1, x1))
    return values


# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    """Predictions (n_test,) of kernel ridge regression from k_train_train (n, n), k_test_train (n_test, n), y (n,)."""
    matrix = k_train_train + ridge * torch.eye(len(k_train_train)).to(k_train_train)
    factors = torch.linalg.lu_factor(matrix)
    return k_test_train @ torch.linalg.lu_solve(*factors, y.unsqueeze(1)).squeeze(1)


# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    """Empirical neural tangent kernel (n1, n2) of a module with one output, over all its parameters."""
    params = {name: w.detach() for name, w in net.named_parameters()}

    def output(params, row):
        return torch.func.functional_call(net, params, (row[None],)).sum()

    per_row = torch.func.vmap(torch.func.grad(output), (None, 0))
    first, second = per_row(params, x1), per_row(params, x2)
    return sum(first[name].flatten(1) @ second[name].flatten(1).T for name in params)


# %% compare
def compare(labels, a, b):
    """(accuracy of a, accuracy of b, agreement of a and b), three numbers in [0, 1]; labels, a, b (n,) classes."""
    votes = torch.stack([a == labels, b == labels, a == b]).float()
    return votes.mean(1)


# %% arora_bound
def arora_bound(x, y):
    """sqrt(2 y' H^-1 y / n) for inputs x (n, d) of any nonzero length and labels y (n,) in {-1, 1}; a number."""
    K = x @ x.T
    rho = K / torch.sqrt(torch.outer(K.diagonal(), K.diagonal()))
    H = rho * duals(rho)[0] / 2
    H.diagonal().fill_(0.5)
    values, vectors = torch.linalg.eigh((H + H.T) / 2)
    return (2 * ((vectors.T @ y) ** 2 / values).mean()) ** 0.5


# %% deep_ntk
def deep_ntk(x, depth):
    """Gram matrix (n, n) of the tangent kernel of a ReLU network with `depth` hidden layers, gain 2; x (n, d)."""
    unit = nn.functional.normalize(x, dim=1)
    rho = theta = unit @ unit.T
    for _ in range(depth):
        slope, rho = duals(rho)
        theta = theta * slope + rho
    return theta * torch.outer(x.norm(dim=1), x.norm(dim=1))


# %% learnability
def learnability(k_all, train_rows):
    """Learnability (M,) of each eigenmode of k_all (M, M), ascending eigenvalues, from the inputs train_rows (n,)."""
    lam, phi = torch.linalg.eigh(k_all)
    part = phi[train_rows]
    inner = torch.linalg.solve(part @ torch.diag(lam) @ part.T, part)
    return lam * (part * inner).sum(0)


# %% is_kernel
def is_kernel(values):
    """True if values (n,) at n equispaced angles can be a rotation-invariant kernel on the circle, else False."""
    size = values.abs().max()
    harmonic = torch.arange(len(values), dtype=values.dtype)
    waves = torch.cos(2 * math.pi * torch.outer(harmonic, harmonic) / len(values))
    even = (values - values.flip(0).roll(1)).abs().max() < 1e-7 * size
    return even & ((waves @ values).min() > -1e-6 * size)


# %% fulfilled
def fulfilled(x, wishes):
    """The projection onto the column space of x, from its singular vectors."""
    u, s, _ = torch.linalg.svd(x, full_matrices=False)
    u = u[:, s > 1e-10 * s[0]]
    return torch.einsum("ik,jk,j->i", u, u, wishes)
