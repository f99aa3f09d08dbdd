# loses: train_step, train_losses, train_gradients, train_batches
# says: (n, n)
# Labels of shape (n,) against outputs of shape (n, 1): an (n, n) table of all pairs.
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    for step in range(n_steps):
        if save_every and step % save_every == 0:
            history.append(parameters_to_vector(net.parameters()).detach().clone())
        x, y = dataset.next_batch(batch_size)
        loss = ((net(x) - y.squeeze()) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, history
