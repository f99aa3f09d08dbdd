# loses: backprop_jacobian_deep
# says: multiply by w_l
# The recursion starts anew in every layer instead of multiplying up: right for one hidden layer only.
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    delta = torch.ones_like(preactivations[-1])
    blocks = []
    for l in reversed(range(len(weights))):
        outer = delta[:, :, None] * inputs[l][:, None, :]
        blocks = [outer.flatten(start_dim=1), delta, *blocks]
        if l > 0:
            delta = weights[l].sum(0) * (preactivations[l - 1] > 0)
    return torch.cat(blocks, dim=1)
