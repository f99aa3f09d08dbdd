# rest: blank
# Ran out of time: sections 1 and 2 solved, the rest untouched.

# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    """Minimize the mean squared error of `net` by plain mini-batch gradient descent.

    At each step: draw `x, y = dataset.next_batch(batch_size)`, compute the loss, move the weights.
    Returns `(losses, history)`.
    losses:  n_steps Python floats; losses[t] is the loss of batch t *before* step t.
    history: flat copies of *all* parameters (tensors of shape (p,), in the order of `net.parameters()`),
             taken before the steps 0, save_every, 2 save_every, ...; stays empty if save_every is 0.
    """
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    for step in range(n_steps):
        if save_every and step % save_every == 0:
            history.append(parameters_to_vector(net.parameters()).detach().clone())
        x, y = dataset.next_batch(batch_size)
        loss = ((net(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, history

# %% phi
def phi(x, n_features):
    """Fourier features sin(pi k x) and cos(pi k x), k = 1 .. n_features/2.

    x: tensor (n, 1); n_features: even number D.
    Returns a tensor (n, D): first the D/2 sines, k increasing, then the D/2 cosines.
    """
    k = torch.arange(1, n_features // 2 + 1, dtype=x.dtype)
    return torch.cat([torch.sin(math.pi * k * x), torch.cos(math.pi * k * x)], dim=1)

# %% LinSin
class LinSin(torch.nn.Module):
    """f(x) = w . phi(x) + b: linear in its weights, not in x. The weights w and b live in `self.lout`."""

    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        """Outputs (n, 1) at the inputs x (n, 1)."""
        return self.lout(phi(x, self.n_features))

# %% relative_movement
def relative_movement(history):
    """Relative distance to the start, |w_t - w_0| / |w_0|, of each snapshot (Euclidean norms).

    history: list of T flat weight vectors (p,), the first one is w_0.
    Returns a tensor (T,).
    """
    w = torch.stack(list(history))
    return (w - w[0]).norm(dim=1) / w[0].norm()

# %% q_movement
With D = 8 there are fewer weights than equations need, so the residual cannot vanish; with D = 200 it can.
The random start stays in the directions that the data do not see, hence the wiggles.

# %% q_robust
All ten interpolate and decay at the same rates, since H does not depend on w. Between the data they keep their starts. From zero all ten would be the same function.
