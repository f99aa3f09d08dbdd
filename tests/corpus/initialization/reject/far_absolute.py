# loses: far_slopes_sides, far_slopes_network
# says: opposite sign
# The size of the slope.
# %% far_slopes
def far_slopes(weights):
    out = []
    for sign in (1.0, -1.0):
        a = torch.full((1,), sign, dtype=weights[0].dtype)
        for w in weights[:-1]:
            a = (w @ a).relu()
        out.append(abs((weights[-1] @ a).item()))
    return out
