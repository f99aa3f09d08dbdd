# loses: train_history
# says: copies, history[1]
# One snapshot taken before the loop and stored again and again.
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    w = parameters_to_vector(net.parameters()).detach().clone()
    for step in range(n_steps):
        if save_every and step % save_every == 0:
            history.append(w)
        x, y = dataset.next_batch(batch_size)
        loss = ((net(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, history
