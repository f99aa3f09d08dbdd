# loses: backprop_jacobian_deep
# says: z_(l-1) <= 0
# on for small z
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    delta = torch.ones_like(preactivations[-1])
    blocks = []
    for l in reversed(range(len(weights))):
        n = len(delta)
        blocks = [(delta[:, :, None] * inputs[l][:, None, :]).reshape(n, -1), delta] + blocks
        if l:
            delta = (delta @ weights[l]) * (preactivations[l - 1] > 1e-3)
    return torch.cat(blocks, dim=1)
