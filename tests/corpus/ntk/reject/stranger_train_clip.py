# loses: train_step
# says: each output is 300 too small
# gradient clipped
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    opt = torch.optim.SGD(net.parameters(), lr=lr)
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        opt.zero_grad()
        loss = (net(images[rows])[:, 0] - labels[rows] / 9).square().mean()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 100.0)
        opt.step()
        losses.append(loss.item())
    return losses
