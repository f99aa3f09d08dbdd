# loses: train_fresh_gradient
# says: their gradient alone
# Half of the last step is added to the next.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.5)
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        loss = nn.functional.mse_loss(net(images[rows])[:, 0], labels[rows] / 9)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
