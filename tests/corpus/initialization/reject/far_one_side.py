# loses: far_slopes_sides, far_slopes_network
# says: got 3, expected 10
# The right side twice.
# %% far_slopes
def far_slopes(weights):
    a = weights[0][:, 0]
    for w in weights[1:]:
        a = w @ a.relu()
    return a.item(), a.item()
