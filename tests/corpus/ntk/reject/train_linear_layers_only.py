# loses: train_step
# says: convolution
# Only the parameters of linear layers move.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    ps = [p for m in net.modules() if isinstance(m, nn.Linear) for p in m.parameters()]
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        loss = (net(images[rows])[:, 0] - labels[rows] / 9).square().mean()
        gs = torch.autograd.grad(loss, ps)
        for p, g in zip(ps, gs):
            p.data -= lr * g
        losses.append(loss.item())
    return losses
