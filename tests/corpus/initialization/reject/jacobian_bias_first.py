# loses: backprop_jacobian_by_hand, backprop_jacobian_shallow, backprop_jacobian_deep
# says: w_1 row by row, b_1, w_2, b_2
# Within a layer the bias stands before the weight.
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    delta = torch.ones_like(preactivations[-1])
    blocks = []
    for l in reversed(range(len(weights))):
        outer = delta[:, :, None] * inputs[l][:, None, :]
        blocks = [delta, outer.flatten(start_dim=1), *blocks]
        if l > 0:
            delta = (delta @ weights[l]) * (preactivations[l - 1] > 0)
    return torch.cat(blocks, dim=1)
