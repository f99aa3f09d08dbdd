# method: NumPy inside, float32 where it is enough, prints and warnings on the way, lists and NumPy scalars as results
# %% image_mlp
class ImageMLP(nn.Module):
    """A two-layer ReLU network on 28 x 28 pictures: (B, 1, 28, 28) -> (B, 1), Xavier normal weights, zero biases."""

    def __init__(self, width):
        super().__init__()
        print("a network of width", width)
        self.w = nn.Parameter(torch.randn(width, 784) * math.sqrt(2 / (784 + width)))
        self.b = nn.Parameter(torch.zeros(width))
        self.a = nn.Parameter(torch.randn(1, width) * math.sqrt(2 / (1 + width)))
        self.c = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        hidden = torch.clamp(nn.functional.linear(x.reshape(len(x), -1), self.w, self.b), min=0)
        return nn.functional.linear(hidden, self.a, self.c)


# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    """Plain SGD on the mean squared error between net(images) and labels / 9."""
    import warnings

    warnings.warn("training starts")
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        net.zero_grad()
        loss = ((net(images[rows]).flatten() - labels[rows] / 9) ** 2).mean()
        loss.backward()
        for w in net.parameters():
            w.data -= lr * w.grad
        print(step, loss.item())
        losses.append(loss.detach().numpy().item())
    return losses


# %% predict_class
def predict_class(f, c1, c2):
    """The class c1 or c2 whose c / 9 is nearest to each output; f (n,) or (n, 1) -> (n,) of whole numbers."""
    import numpy as np

    f = f.detach().numpy().ravel()
    return np.where(np.abs(f - c1 / 9) < np.abs(f - c2 / 9), c1, c2)


# %% duals
def duals(rho):
    """Dual activations of the step function and of the ReLU, (kappa_0, kappa_1), for cosines rho of any shape."""
    import numpy as np

    theta = np.arccos(np.clip(rho.numpy(), -1, 1))
    kappa_1 = (np.sin(theta) + (np.pi - theta) * np.cos(theta)) / np.pi
    return torch.as_tensor(1 - theta / np.pi), torch.as_tensor(kappa_1)


# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    import numpy as np

    x, xp = x.numpy().astype(float), xp.numpy().astype(float)
    lengths = np.linalg.norm(x) * np.linalg.norm(xp)
    theta = np.arccos(min(1.0, max(-1.0, x @ xp / lengths)))
    print("angle", theta)
    return lengths * (np.sin(theta) + 2 * (np.pi - theta) * np.cos(theta)) / (2 * np.pi)


# %% gram
def gram(x1, x2=None):
    """Gram matrix of k: x1 (n1, d), x2 (n2, d) -> (n1, n2); without x2 that of x1 with itself, diagonal exact."""
    import numpy as np

    other = x1 if x2 is None else x2
    a, b = np.linalg.norm(x1, axis=1), np.linalg.norm(other, axis=1)
    theta = np.arccos(np.clip(np.asarray(x1) @ np.asarray(other).T / np.outer(a, b), -1, 1))
    values = np.outer(a, b) * (np.sin(theta) + 2 * (np.pi - theta) * np.cos(theta)) / (2 * np.pi)
    if x2 is None:
        values = np.triu(values, 1)
        values = values + values.T
        np.fill_diagonal(values, (np.asarray(x1) ** 2).sum(1))
    return torch.from_numpy(values)


# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    """Predictions (n_test,) of kernel ridge regression from k_train_train (n, n), k_test_train (n_test, n), y (n,)."""
    import numpy as np

    matrix = k_train_train.numpy() + ridge * np.eye(len(y))
    return torch.from_numpy(k_test_train.numpy() @ np.linalg.solve(matrix, y.numpy()))


# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    """Empirical neural tangent kernel (n1, n2) of a module with one output, over all its parameters."""
    rows = []
    for x in torch.cat([x1, x2]):
        gradient = torch.autograd.grad(net(x[None])[0, 0], tuple(net.parameters()))
        rows.append(torch.cat([g.reshape(-1) for g in gradient]).numpy())
    return torch.tensor([[float(a @ b) for b in rows[len(x1) :]] for a in rows[: len(x1)]])


# %% compare
def compare(labels, a, b):
    """(accuracy of a, accuracy of b, agreement of a and b), three numbers in [0, 1]; labels, a, b (n,) classes."""
    import numpy as np

    labels, a, b = (np.asarray(v) for v in (labels, a, b))
    return [np.mean(a == labels), np.mean(b == labels), np.mean(a == b)]


# %% arora_bound
def arora_bound(x, y):
    """sqrt(2 y' H^-1 y / n) for inputs x (n, d) of any nonzero length and labels y (n,) in {-1, 1}; a number."""
    import numpy as np

    unit = x.numpy() / np.linalg.norm(x.numpy(), axis=1)[:, None]
    cosine = np.clip(unit @ unit.T, -1, 1)
    H = cosine * (np.pi - np.arccos(cosine)) / (2 * np.pi)
    return np.sqrt(2 * y.numpy() @ np.linalg.inv(H) @ y.numpy() / len(y))


# %% deep_ntk
def deep_ntk(x, depth):
    """Gram matrix (n, n) of the tangent kernel of a ReLU network with `depth` hidden layers, gain 2; x (n, d)."""
    import numpy as np

    lengths = x.norm(dim=1)
    norms = torch.outer(lengths, lengths)  # the diagonal of sigma never changes
    sigma = theta = x @ x.T
    for _ in range(depth):
        angle = np.arccos(np.clip((sigma / norms).numpy(), -1, 1))
        sigma = norms * torch.from_numpy((np.sin(angle) + (np.pi - angle) * np.cos(angle)) / np.pi)
        theta = theta * torch.from_numpy(1 - angle / np.pi) + sigma
    return theta


# %% learnability
def learnability(k_all, train_rows):
    """Learnability (M,) of each eigenmode of k_all (M, M), ascending eigenvalues, from the inputs train_rows (n,)."""
    _, phi = torch.linalg.eigh(k_all)
    smoother = torch.zeros_like(k_all)
    smoother[:, train_rows] = k_all[:, train_rows] @ torch.linalg.inv(k_all[train_rows][:, train_rows])
    return (phi.T @ smoother @ phi).diagonal()


# %% is_kernel
def is_kernel(values):
    """True if values (n,) at n equispaced angles can be a rotation-invariant kernel on the circle, else False."""
    import numpy as np

    v = np.asarray(values) / np.abs(np.asarray(values)).max()
    matrix = np.stack([np.roll(v, i) for i in range(len(v))])
    if not np.allclose(matrix, matrix.T, atol=1e-8):
        return np.bool_(False)
    return np.linalg.eigvalsh(matrix).min() > -1e-7


# %% fulfilled
def fulfilled(x, wishes):
    """numpy.linalg.lstsq, with a print on the way."""
    import numpy as np

    slope, _, rank, _ = np.linalg.lstsq(x.numpy(), wishes.numpy(), rcond=None)
    print("rank", rank)
    return x.numpy() @ slope
