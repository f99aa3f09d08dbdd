# loses: train_fresh_gradient
# says: their gradient alone
# Gradients are never reset, so every step repeats the old ones.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    """Plain SGD on the mean squared error between net(images) and labels / 9.

    images (n, 1, 28, 28), labels (n,) whole numbers; returns the n_steps losses, each a float taken before its step.
    """
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        loss = nn.functional.mse_loss(net(images[rows]).squeeze(1), labels[rows] / 9)
        loss.backward()
        with torch.no_grad():
            for w in net.parameters():
                w -= lr * w.grad
        losses.append(loss.item())
    return losses
