# loses: train_step, train_losses
# says: tensor, float
# The loss tensor is stored with its graph instead of its value.
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
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
        losses.append(loss)
    return losses, history
