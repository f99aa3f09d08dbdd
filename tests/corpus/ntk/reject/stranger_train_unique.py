# loses: train_fresh_gradient
# says: next 10 of 7
# batch larger than n
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        rows = rows.unique()
        loss = (net(images[rows])[:, 0] - labels[rows] / 9).square().mean()
        ps = list(net.parameters())
        for p, g in zip(ps, torch.autograd.grad(loss, ps)):
            p.data -= lr * g
        losses.append(loss.item())
    return losses
