# loses: train_step, train_losses, train_gradients, train_batches, train_history, train_snapshots
# says: everywhere it is 0
# step() before backward(): each step uses the gradient of the batch before, the first one does nothing
# and the second one finds its graph changed under its feet.
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    for step in range(n_steps):
        if save_every and step % save_every == 0:
            history.append(parameters_to_vector(net.parameters()).detach().clone())
        x, y = dataset.next_batch(batch_size)
        loss = ((net(x) - y) ** 2).mean()
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
    return losses, history
