# loses: train_losses, train_step, train_fresh_gradient
# says: 3 of 4 entries, mean over the batch
# Outputs (B, 1) minus labels (B,) is a (B, B) matrix: every output is compared with every label.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    """Plain SGD on the mean squared error between net(images) and labels / 9.

    images (n, 1, 28, 28), labels (n,) whole numbers; returns the n_steps losses, each a float taken before its step.
    """
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        loss = (net(images[rows]) - labels[rows] / 9).square().mean()
        weights = list(net.parameters())
        with torch.no_grad():
            for w, gradient in zip(weights, torch.autograd.grad(loss, weights)):
                w -= lr * gradient
        losses.append(loss.item())
    return losses
