# loses: train_losses, train_step, train_fresh_gradient
# says: over the next 3
# All pictures in every step.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        x, y = images, labels
        loss = (net(x)[:, 0] - y / 9).square().mean()
        weights = list(net.parameters())
        with torch.no_grad():
            for w, gradient in zip(weights, torch.autograd.grad(loss, weights)):
                w -= lr * gradient
        losses.append(loss.item())
    return losses
