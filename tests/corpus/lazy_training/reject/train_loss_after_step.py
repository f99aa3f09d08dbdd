# loses: train_losses
# says: before the first step
# The loss is evaluated again after the step, so losses[0] is no longer the loss at initialization.
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    for step in range(n_steps):
        if save_every and step % save_every == 0:
            history.append(parameters_to_vector(net.parameters()).detach().clone())
        x, y = dataset.next_batch(batch_size)
        optimizer.zero_grad()
        ((net(x) - y) ** 2).mean().backward()
        optimizer.step()
        losses.append(((net(x) - y) ** 2).mean().item())
    return losses, history
