# loses: backprop_jacobian_by_hand, backprop_jacobian_shallow, backprop_jacobian_deep
# says: w_1 row by row, b_1, w_2, b_2
# Blocks appended on the way back: the last layer comes first.
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    delta = torch.ones_like(preactivations[-1])
    blocks = []
    for l in reversed(range(len(weights))):
        outer = delta[:, :, None] * inputs[l][:, None, :]
        blocks = [*blocks, outer.flatten(start_dim=1), delta]
        if l > 0:
            delta = (delta @ weights[l]) * (preactivations[l - 1] > 0)
    return torch.cat(blocks, dim=1)
