# loses: gradient_norms_line, gradient_norms_layers
# says: gradient of the *mean* square
# The mean of the norms over the inputs, not the norm of the mean.
# %% gradient_norms
def gradient_norms(net, x, y):
    rows = kernels.jacobians(net, x)
    error = 2 * (net(x) - y).detach()
    out = []
    for name, r in rows.items():
        if name.endswith("weight"):
            out.append((error * r.flatten(1)).norm(dim=1).mean().item())
    return out
