# loses: train_step, train_fresh_gradient, train_losses
# says: got 132.9, lr * gradient
# Kind: the schedule after the first step. The notebook's own LR and BATCH_SIZE, whatever was asked for.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    for step in range(n_steps):
        rows = torch.arange(step * 32, (step + 1) * 32) % len(images)
        loss = (net(images[rows])[:, 0] - labels[rows] / 9).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
