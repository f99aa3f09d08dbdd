# loses: gradient_norms_repeat
# says: 5 of ten parameters are frozen
# The biases are frozen to leave them out, and stay frozen after the call.
# %% gradient_norms
def gradient_norms(net: nn.Sequential, x: torch.Tensor, y: torch.Tensor) -> list[float]:
    for m in net:
        if isinstance(m, nn.Linear):
            m.bias.requires_grad_(False)    # only weights are asked
    net.zero_grad()
    loss = ((net(x) - y) ** 2).mean()
    loss.backward()
    out = [float(torch.linalg.norm(m.weight.grad)) for m in net if isinstance(m, nn.Linear)]
    net.zero_grad()
    return out
