# loses: train_step
# says: nothing else moves w
# The weight decay of other recipes.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    opt = torch.optim.SGD(net.parameters(), lr=lr, weight_decay=5e-4)
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        loss = ((net(images[rows]).squeeze(1) - labels[rows] / 9) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses
