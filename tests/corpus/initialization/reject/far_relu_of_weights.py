# loses: far_slopes_sides, far_slopes_network
# says: single linear layer is a line
# The ReLU is applied to the weights, once for all.
# %% far_slopes
def far_slopes(weights):
    right, left = weights[0].relu(), (-weights[0]).relu()
    for w in weights[1:-1]:
        right, left = w.relu() @ right, w.relu() @ left
    return (weights[-1] @ right).item(), -(weights[-1] @ left).item()
