# method: torch.autograd.grad and an update by hand under no_grad
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    losses, history = [], []
    weights = list(net.parameters())
    for step in range(n_steps):
        if save_every > 0 and step % save_every == 0:
            history.append(torch.cat([w.detach().flatten() for w in weights]))
        x, y = dataset.next_batch(batch_size)
        loss = torch.mean(torch.square(net(x) - y))
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for w, g in zip(weights, gradients):
                w -= lr * g
        losses.append(float(loss))
    return losses, history
