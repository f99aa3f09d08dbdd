# loses: train_step, train_losses, train_gradients, train_batches, train_history, train_snapshots
# says: zerodivisionerror
# step % save_every is computed before save_every > 0 is asked: division by zero for save_every = 0.
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    for step in range(n_steps):
        if step % save_every == 0 and save_every > 0:
            history.append(parameters_to_vector(net.parameters()).detach().clone())
        x, y = dataset.next_batch(batch_size)
        loss = ((net(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, history
