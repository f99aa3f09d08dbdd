# loses: train_step, train_fresh_gradient
# says: lr * gradient
# The optimizer steps before the gradient exists.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    """Plain SGD on the mean squared error between net(images) and labels / 9.

    images (n, 1, 28, 28), labels (n,) whole numbers; returns the n_steps losses, each a float taken before its step.
    """
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        optimizer = torch.optim.SGD(net.parameters(), lr=lr)
        loss = nn.functional.mse_loss(net(images[rows]).squeeze(1), labels[rows] / 9)
        optimizer.zero_grad()
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return losses
