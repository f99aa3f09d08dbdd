# loses: train_fresh_gradient, train_step
# says: nothing else moves w
# The optimizer shrinks the weights, too.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    opt = torch.optim.SGD(net.parameters(), lr=lr, weight_decay=1e-2)
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        loss = (net(images[rows])[:, 0] - labels[rows] / 9).square().mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses
