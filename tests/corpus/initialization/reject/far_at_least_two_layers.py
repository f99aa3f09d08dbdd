# loses: far_slopes_sides
# says: single linear layer is a line
# A single linear layer is not thought of.
# %% far_slopes
def far_slopes(weights):
    right, left = weights[0].relu(), (-weights[0]).relu()
    for w in weights[1:-1]:
        right, left = (w @ right).relu(), (w @ left).relu()
    return (weights[-1] @ right).item(), -(weights[-1] @ left).item()
