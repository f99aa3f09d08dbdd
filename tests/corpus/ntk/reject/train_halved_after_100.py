# loses: train_fresh_gradient
# says: same lr
# The step size is halved after a hundred steps.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    opt = torch.optim.SGD(net.parameters(), lr=lr)
    sched = torch.optim.lr_scheduler.StepLR(opt, step_size=100, gamma=0.5)
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        loss = ((net(images[rows]).squeeze(1) - labels[rows] / 9) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        sched.step()
        losses.append(loss.item())
    return losses
