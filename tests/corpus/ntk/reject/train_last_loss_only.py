# loses: train_losses, train_step
# says: has shape ()
# Only the last loss is returned.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    """Plain SGD on the mean squared error between net(images) and labels / 9.

    images (n, 1, 28, 28), labels (n,) whole numbers; returns the n_steps losses, each a float taken before its step.
    """
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        loss = nn.functional.mse_loss(net(images[rows]).squeeze(1), labels[rows] / 9)
        weights = list(net.parameters())
        with torch.no_grad():
            for w, gradient in zip(weights, torch.autograd.grad(loss, weights)):
                w -= lr * gradient
        losses.append(loss.item())
    return losses[-1]
