# loses: backprop_jacobian_by_hand
# says: (z = 0)
# A neuron with z = 0 counts as on.
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    delta = torch.ones_like(preactivations[-1])
    blocks = []
    for l in reversed(range(len(weights))):
        outer = delta[:, :, None] * inputs[l][:, None, :]
        blocks = [outer.flatten(start_dim=1), delta, *blocks]
        if l > 0:
            delta = (delta @ weights[l]) * (preactivations[l - 1] >= 0)
    return torch.cat(blocks, dim=1)
