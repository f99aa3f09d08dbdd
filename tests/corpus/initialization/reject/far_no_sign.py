# loses: far_slopes_sides, far_slopes_network
# says: got -10, expected 10
# The value of the network without biases at -1, not its slope.
# %% far_slopes
def far_slopes(weights):
    out = []
    for sign in (1.0, -1.0):
        a = torch.full((1,), sign, dtype=weights[0].dtype)
        for w in weights[:-1]:
            a = (w @ a).relu()
        out.append((weights[-1] @ a).item())
    return out
