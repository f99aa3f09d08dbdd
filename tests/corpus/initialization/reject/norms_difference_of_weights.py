# loses: gradient_norms_layers
# says: the norms, first layer first
# A step of size 1, and the difference of the weights: rounded at the size of the weights, which eats small gradients.
# %% gradient_norms
def gradient_norms(net: nn.Sequential, x: torch.Tensor, y: torch.Tensor) -> list[float]:
    import copy
    trial = copy.deepcopy(net)
    opt = torch.optim.SGD(trial.parameters(), lr=1.0)
    opt.zero_grad()
    ((trial(x) - y) ** 2).mean().backward()
    opt.step()
    return [(a.weight - b.weight).norm().item() for a, b in zip(net, trial) if isinstance(a, nn.Linear)]
