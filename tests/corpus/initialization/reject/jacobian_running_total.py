# loses: backprop_jacobian_by_hand, backprop_jacobian_shallow, backprop_jacobian_deep
# says: no sums over inputs
# No zero_grad between inputs: row i is the sum of the first i gradients.
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    delta = torch.ones_like(preactivations[-1])
    blocks = []
    for l in reversed(range(len(weights))):
        outer = delta[:, :, None] * inputs[l][:, None, :]
        blocks = [outer.flatten(start_dim=1), delta, *blocks]
        if l > 0:
            delta = (delta @ weights[l]) * (preactivations[l - 1] > 0)
    return torch.cat(blocks, dim=1).cumsum(0)
