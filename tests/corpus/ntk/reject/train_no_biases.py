# loses: train_step, train_fresh_gradient
# says: the bias differs
# The biases are not trained.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        x, y = images[rows], labels[rows]
        loss = (net(x)[:, 0] - y / 9).square().mean()
        weights = [w for w in net.parameters() if w.ndim > 1]
        with torch.no_grad():
            for w, gradient in zip(weights, torch.autograd.grad(loss, weights)):
                w -= lr * gradient
        losses.append(loss.item())
    return losses
