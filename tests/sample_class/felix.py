# Typical mistakes, one in each of six exercises: no zero_grad, successive differences, 1/lambda, penalty times n,
# the network in place of its tangent, an audit without the number of steps. No essays.

# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    for step in range(n_steps):
        if save_every and step % save_every == 0:
            history.append(parameters_to_vector(net.parameters()).detach().clone())
        x, y = dataset.next_batch(batch_size)
        loss = ((net(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, history

# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history))
    previous = torch.cat([w[:1], w[:-1]])
    return (w - previous).norm(dim=1) / w[0].norm()

# %% largest_stable_lr
def largest_stable_lr(features):
    return 1 / torch.linalg.eigvalsh(2 / len(features) * features.T @ features).max().item()

# %% ridge
def ridge(features, y, penalty):
    if penalty == 0:
        return torch.linalg.pinv(features) @ y
    n, p = features.shape
    return torch.linalg.solve(features.T @ features + n * penalty * torch.eye(p).to(features), features.T @ y)

# %% tangent
def tangent(net, x, step):
    moved = copy.deepcopy(net)
    vector_to_parameters(parameters_to_vector(net.parameters()) + step, moved.parameters())
    return moved(x).detach()

# %% audit
def audit(lr, lambda_max, n_steps):
    speed = lr * lambda_max
    return bool((speed < 2).all() and speed.max() <= 1.1 * speed.min())

# %% q_movement
I do not know.

# %% q_robust
I do not know.

# %% q_init
I do not know.

# %% q_scaling
I do not know.

# %% q_lazy
I do not know.
