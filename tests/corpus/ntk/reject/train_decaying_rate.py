# loses: train_fresh_gradient
# says: one lr
# Kind: the schedule after the first step. The rate falls by one percent a step.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses, weights = [], list(net.parameters())
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        loss = (net(images[rows])[:, 0] - labels[rows] / 9).square().mean()
        for w, g in zip(weights, torch.autograd.grad(loss, weights)):
            w.data -= lr * 0.99**step * g
        losses.append(loss.item())
    return losses
