# method: one flat weight vector, written back into the network after each step; histories as a stacked tensor
# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    w, losses, history = parameters_to_vector(net.parameters()).detach(), [], []
    for step in range(n_steps):
        if save_every and step % save_every == 0:
            history.append(w)
        x, y = dataset.next_batch(batch_size)
        loss = torch.nn.functional.mse_loss(net(x), y)
        gradient = parameters_to_vector(torch.autograd.grad(loss, list(net.parameters())))
        w = w - lr * gradient
        vector_to_parameters(w.clone(), net.parameters())
        losses.append(loss.item())
    return losses, torch.stack(history) if history else history
