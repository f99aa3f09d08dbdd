# Loops, complex numbers, recursion, other factorizations: the same functions by other routes.
# %% image_mlp
class ImageMLP(nn.Sequential):
    """The layers themselves, with weights drawn by hand."""

    def __init__(self, width):
        sizes = [(28 * 28, width), (width, 1)]
        first, last = (nn.utils.skip_init(nn.Linear, *size) for size in sizes)
        super().__init__(nn.Flatten(), first, nn.ReLU(), last)
        with torch.no_grad():
            for layer, size in zip((first, last), sizes):
                layer.weight.normal_().mul_((2 / sum(size)) ** 0.5)
                layer.bias.fill_(0)


# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    def advance(step):
        rows = [i % len(images) for i in range(step * batch_size, (step + 1) * batch_size)]
        net.zero_grad()
        wrong = [net(images[i : i + 1]).sum() - labels[i] / 9 for i in rows]
        (loss := sum(w**2 for w in wrong) / len(rows)).backward()
        for w in net.parameters():
            w.data.add_(w.grad, alpha=-lr)
        return float(loss)

    return list(map(advance, range(n_steps)))


# %% predict_class
def predict_class(f, c1, c2):
    classes = torch.tensor([c1, c2])
    return classes[torch.cdist(9 * f.reshape(-1, 1), classes[:, None].to(f)).argmin(1)]


# %% duals
def duals(rho):
    rho = torch.minimum(torch.maximum(rho, -torch.ones_like(rho)), torch.ones_like(rho))
    angle = 2 * torch.atan2((1 - rho).sqrt(), (1 + rho).sqrt())
    kappa_0 = (math.pi - angle) / math.pi
    return kappa_0, (angle.sin() + math.pi * kappa_0 * angle.cos()) / math.pi


# %% k
def k(x, xp):
    u, v = x / x.norm(), xp / xp.norm()
    zero, one = (kappa.item() for kappa in duals(u.dot(v)))
    return (x.norm().item() * xp.norm().item() * one + x.dot(xp).item() * zero) / 2


# %% gram
def gram(x1, x2=None):
    other = x1 if x2 is None else x2
    u, v = (z / z.norm(dim=1, keepdim=True) for z in (x1, other))
    zero, one = duals(torch.einsum("id,jd->ij", u, v))
    values = torch.outer(x1.norm(dim=1), other.norm(dim=1)) * one + x1 @ other.T * zero
    if x2 is not None:
        return values / 2
    upper = values.triu(1) / 2
    return upper + upper.mT + torch.diag((x1**2).sum(1))


# %% fulfilled
def fulfilled(x, wishes):
    lam, v = torch.linalg.eigh(x @ x.T)
    keep = v[:, lam > 1e-12 * lam[-1]]
    return keep @ (wishes @ keep)


# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    def rows(x):
        for one in x:
            slopes = torch.autograd.grad(net(one[None]).sum(), [*net.parameters()])
            yield [s.flatten() for s in slopes]

    right = list(rows(x2))
    return torch.stack(
        [torch.stack([sum(a @ b for a, b in zip(left, r)) for r in right]) for left in rows(x1)]
    )


# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    system = k_train_train + torch.diag(torch.full_like(y, ridge))
    lu, pivots = torch.linalg.lu_factor(system)
    return k_test_train @ torch.linalg.lu_solve(lu, pivots, y.reshape(-1, 1)).flatten()


# %% compare
def compare(labels, a, b):
    return [1 - torch.count_nonzero(p - q).item() / len(p) for p, q in ((a, labels), (b, labels), (a, b))]


# %% arora_bound
def arora_bound(x, y):
    unit = nn.functional.normalize(x, dim=1)
    cosine = unit @ unit.mT
    half = torch.linalg.cholesky(cosine * duals(cosine)[0])
    white = torch.linalg.solve_triangular(half, y[:, None].to(half), upper=False)
    return 2 * white.norm() / len(y) ** 0.5


# %% deep_ntk
def deep_ntk(x, depth):
    norms = torch.outer(x.norm(dim=1), x.norm(dim=1))

    def above(level):
        if level == 0:
            return (rho := x @ x.T / norms), rho
        rho, theta = above(level - 1)
        zero, one = duals(rho)
        return one, theta * zero + one

    return above(depth)[1] * norms


# %% learnability
def learnability(k_all, train_rows):
    _, phi = torch.linalg.eigh(k_all)
    select = torch.eye(len(k_all)).to(k_all)[train_rows]
    smoother = k_all @ select.T @ torch.linalg.inv(select @ k_all @ select.T) @ select
    return torch.einsum("im,ij,jm->m", phi, smoother, phi)


# %% is_kernel
def is_kernel(values):
    v = values.double() / (size := float(values.abs().max()))
    waves = torch.fft.fft(v)
    return size > 0 and min(waves.real) >= -1e-6 and (v[1:] - v[1:].flip(0)).abs().sum() < 1e-6
