# loses: train_gradients
# says: each of 12 steps
# Steps whose loss is "already zero" are left out; at another scale of the targets that is most of them.
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    for step in range(n_steps):
        if save_every and step % save_every == 0:
            history.append(parameters_to_vector(net.parameters()).detach().clone())
        x, y = dataset.next_batch(batch_size)
        loss = ((net(x) - y) ** 2).mean()
        losses.append(loss.item())
        if loss.item() < 1e-10:
            continue
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, history
