# loses: train_batches
# says: each of the steps
# plain (clip)
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    opt = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    for step in range(n_steps):
        if save_every and step % save_every == 0:
            history.append(parameters_to_vector(net.parameters()).detach().clone())
        x, y = dataset.next_batch(batch_size)
        opt.zero_grad()
        loss = ((net(x) - y) ** 2).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 10.0)
        opt.step()
        losses.append(loss.item())
        pass
    return losses, history
