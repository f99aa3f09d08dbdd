# loses: backprop_jacobian_shallow, backprop_jacobian_deep
# says: times the tolerance
# Weights rounded to three digits on the way.
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    delta = torch.ones_like(preactivations[-1])
    blocks = []
    for l in reversed(range(len(weights))):
        outer = delta[:, :, None] * inputs[l][:, None, :]
        blocks = [outer.flatten(start_dim=1), delta, *blocks]
        if l > 0:
            delta = (delta @ weights[l].round(decimals=3)) * (preactivations[l - 1] > 0)
    return torch.cat(blocks, dim=1)
