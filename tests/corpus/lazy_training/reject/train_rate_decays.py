# loses: train_losses, train_gradients, train_batches
# says: same lr
# The learning rate falls from step to step.
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    losses, history = [], []
    for step in range(n_steps):
        if save_every and step % save_every == 0:
            history.append(parameters_to_vector(net.parameters()).detach().clone())
        x, y = dataset.next_batch(batch_size)
        loss = ((net(x) - y) ** 2).mean()
        net.zero_grad()
        loss.backward()
        with torch.no_grad():
            for w in net.parameters():
                w -= lr / (1 + 0.1 * step) * w.grad
        losses.append(loss.item())
    return losses, history
