# method: textbook style: an optimizer, single-neuron formulas in the angle, Cholesky, loops over samples, FFT for the audit
# %% image_mlp
class ImageMLP(nn.Module):
    """A two-layer ReLU network on 28 x 28 pictures: (B, 1, 28, 28) -> (B, 1), Xavier normal weights, zero biases."""

    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(784, width), nn.ReLU(), nn.Linear(width, 1))
        for module in self.layers:
            if isinstance(module, nn.Linear):
                torch.nn.init.xavier_normal_(module.weight)
                module.bias.data.fill_(0)

    def forward(self, x):
        return self.layers(x)


# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    """Plain SGD on the mean squared error between net(images) and labels / 9."""
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    criterion = nn.MSELoss()
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        optimizer.zero_grad()
        loss = criterion(net(images[rows]), (labels[rows].float() / 9).unsqueeze(1))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% predict_class
def predict_class(f, c1, c2):
    """The class c1 or c2 whose c / 9 is nearest to each output; f (n,) or (n, 1) -> (n,) of whole numbers."""
    c1, c2 = min(c1, c2), max(c1, c2)
    return c1 + (c2 - c1) * (9 * f.flatten() > (c1 + c2) / 2).long()


# %% duals
def duals(rho):
    """Dual activations of the step function and of the ReLU, (kappa_0, kappa_1), for cosines rho of any shape."""
    theta = torch.acos(torch.clamp(rho, -1.0, 1.0))
    kappa_1 = (torch.sin(theta) + (math.pi - theta) * torch.cos(theta)) / math.pi
    return (math.pi - theta) / math.pi, kappa_1


# %% k
def k(x, xp):
    """The neural tangent kernel of an infinitely wide two-layer ReLU network at two vectors x, xp (d,); a number."""
    length = torch.sqrt((x * x).sum() * (xp * xp).sum())
    u = torch.clamp((x * xp).sum() / length, -1, 1)
    relu_part = (u * (math.pi - torch.acos(u)) + torch.sqrt(1 - u * u)) / (2 * math.pi)
    step_part = u * (math.pi - torch.acos(u)) / (2 * math.pi)
    return (length * (relu_part + step_part)).item()


# %% gram
def gram(x1, x2=None):
    """Gram matrix of k: x1 (n1, d), x2 (n2, d) -> (n1, n2); without x2 that of x1 with itself, diagonal exact."""
    other = x1 if x2 is None else x2
    values = x1.new_empty(len(x1), len(other))
    for i in range(len(x1)):
        for j in range(len(other)):
            values[i, j] = k(x1[i], other[j]) if x2 is not None or j > i else 0.0
    if x2 is None:
        values = values + values.T + torch.diag((x1 * x1).sum(1))
    return values


# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    """Predictions (n_test,) of kernel ridge regression from k_train_train (n, n), k_test_train (n_test, n), y (n,)."""
    matrix = k_train_train.clone()
    matrix.diagonal().add_(ridge)
    factor = torch.linalg.cholesky(matrix)
    return (k_test_train @ torch.cholesky_solve(y[:, None], factor))[:, 0]


# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    """Empirical neural tangent kernel (n1, n2) of a module with one output, over all its parameters."""

    def gradients(x):
        rows = []
        for i in range(len(x)):
            net.zero_grad()
            net(x[i : i + 1]).sum().backward()
            rows.append(torch.cat([p.grad.flatten() for p in net.parameters()]))
        return torch.stack(rows)

    return gradients(x1) @ gradients(x2).T


# %% compare
def compare(labels, a, b):
    """(accuracy of a, accuracy of b, agreement of a and b), three numbers in [0, 1]; labels, a, b (n,) classes."""
    n = len(labels)
    return (a == labels).sum().item() / n, (b == labels).sum().item() / n, (a == b).sum().item() / n


# %% arora_bound
def arora_bound(x, y):
    """sqrt(2 y' H^-1 y / n) for inputs x (n, d) of any nonzero length and labels y (n,) in {-1, 1}; a number."""
    n = len(y)
    x = nn.functional.normalize(x, dim=1)
    cosine = (x @ x.T).clamp(-1, 1)
    H = cosine * (math.pi - torch.acos(cosine)) / (2 * math.pi)
    H = (H + H.T) / 2
    weights = torch.cholesky_solve(y[:, None], torch.linalg.cholesky(H))[:, 0]
    return math.sqrt(2 * float(torch.dot(y, weights)) / n)


# %% deep_ntk
def deep_ntk(x, depth):
    """Gram matrix (n, n) of the tangent kernel of a ReLU network with `depth` hidden layers, gain 2; x (n, d)."""
    sigma = theta = x @ x.T
    for _ in range(depth):
        variance = torch.diag(sigma)
        norms = torch.sqrt(torch.outer(variance, variance))
        angle = torch.acos(torch.clamp(sigma / norms, -1, 1))
        sigma = norms * (torch.sin(angle) + (math.pi - angle) * torch.cos(angle)) / math.pi
        theta = sigma + theta * (1 - angle / math.pi)
    return theta


# %% learnability
def learnability(k_all, train_rows):
    """Learnability (M,) of each eigenmode of k_all (M, M), ascending eigenvalues, from the inputs train_rows (n,)."""
    _, phi = torch.linalg.eigh(k_all)
    result = []
    for i in range(len(k_all)):
        mode = phi[:, i]
        weights = torch.linalg.solve(k_all[train_rows][:, train_rows], mode[train_rows])
        result.append((mode @ (k_all[:, train_rows] @ weights)).item())
    return torch.tensor(result)


# %% is_kernel
def is_kernel(values):
    """True if values (n,) at n equispaced angles can be a rotation-invariant kernel on the circle, else False."""
    spectrum = torch.fft.fft(values)  # the eigenvalues of a circulant matrix
    tolerance = 1e-6 * values.abs().max()
    return bool((spectrum.real > -tolerance).all() and (spectrum.imag.abs() < tolerance).all())


# %% fulfilled
def fulfilled(x, wishes):
    """f(x) - f(-x) is linear, b.x; the best b by the pseudoinverse."""
    b = torch.linalg.pinv(x) @ wishes
    return x @ b
