# loses: train_step, train_fresh_gradient
# says: lr * gradient
# The gradient is clipped at length 10.
# %% train
def train(net, images, labels, n_steps, batch_size, lr):
    losses = []
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    for step in range(n_steps):
        rows = torch.arange(step * batch_size, (step + 1) * batch_size) % len(images)
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(images[rows]).squeeze(1), labels[rows] / 9)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 10.0)
        optimizer.step()
        losses.append(loss.item())
    return losses
