# loses: train_losses, train_fresh_gradient
# says: 2 of 4 entries, over the next 3
# Kind: the schedule after the first step. Slices of the pictures; a short batch at the end of each pass.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses, optimizer = [], torch.optim.SGD(net.parameters(), lr=lr)
    starts = list(range(0, len(images), batch_size))
    for step in range(n_steps):
        start = starts[step % len(starts)]
        x, c = images[start : start + batch_size], labels[start : start + batch_size]
        loss = nn.functional.mse_loss(net(x)[:, 0], c / 9)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
