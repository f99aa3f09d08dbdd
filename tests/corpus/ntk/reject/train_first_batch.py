# loses: train_losses, train_fresh_gradient
# says: over the next 3, the next 4 pictures
# The first batch in every step.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        x, y = images[:batch_size], labels[:batch_size]
        loss = (net(x)[:, 0] - y / 9).square().mean()
        weights = list(net.parameters())
        with torch.no_grad():
            for w, gradient in zip(weights, torch.autograd.grad(loss, weights)):
                w -= lr * gradient
        losses.append(loss.item())
    return losses
