# method: torch.nn.MSELoss and an optimizer, whose gradients are cleared at the end of the step; prints progress
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    criterion = torch.nn.MSELoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    optimizer.zero_grad()
    for step in range(n_steps):
        if save_every != 0 and not step % save_every:
            history.append(parameters_to_vector(net.parameters()).detach())
        x, y = dataset.next_batch(batch_size)
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().item())
        net.zero_grad()
        if step % 1000 == 0:
            print("step", step, "loss", losses[-1])
    return losses, history
