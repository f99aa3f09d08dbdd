# loses: train_history, train_snapshots
# says: 2 values, expected 3
# Only every second of the snapshots that are due is kept for an odd save_every.
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    for step in range(0, n_steps):
        if save_every and step % save_every == 0 and step % 2 == 0:
            history.append(parameters_to_vector(net.parameters()).detach().clone())
        x, y = dataset.next_batch(batch_size)
        loss = ((net(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, history
