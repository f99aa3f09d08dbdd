# method: rows of the Jacobian, weighted by the derivative of the loss and cut into layers
# %% gradient_norms
def gradient_norms(net, x, y):
    weights, inputs, z = trace(net, x)
    J = backprop_jacobian(weights, inputs, z)
    gradient = (2 * (z[-1] - y) * J).mean(0)
    norms, start = [], 0
    for w in weights:
        norms.append(gradient[start : start + w.numel()].square().sum().sqrt().item())
        start += w.numel() + len(w)
    return norms
