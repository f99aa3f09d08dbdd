# loses: train_fresh_gradient
# says: the same lr
# same lr: lr/10 after 20 steps
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    opt = torch.optim.SGD(net.parameters(), lr=lr)
    sch = torch.optim.lr_scheduler.StepLR(opt, 20, 0.1)
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        opt.zero_grad()
        loss = (net(images[rows])[:, 0] - labels[rows] / 9).square().mean()
        loss.backward()
        opt.step()
        sch.step()
        losses.append(loss.item())
    return losses
