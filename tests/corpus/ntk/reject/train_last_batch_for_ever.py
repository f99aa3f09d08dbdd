# loses: train_losses, train_fresh_gradient
# says: 2 of 4 entries, over the next 3
# Slices that run off the end, then the last pictures again and again.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        rows = list(range(step * batch_size, (step + 1) * batch_size))
        rows = [row for row in rows if row < len(images)] or list(range(len(images)))[-batch_size:]
        x, y = images[rows], labels[rows]
        loss = (net(x)[:, 0] - y / 9).square().mean()
        weights = list(net.parameters())
        with torch.no_grad():
            for w, gradient in zip(weights, torch.autograd.grad(loss, weights)):
                w -= lr * gradient
        losses.append(loss.item())
    return losses
