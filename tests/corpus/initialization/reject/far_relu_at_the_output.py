# loses: far_slopes_sides, far_slopes_network
# says: here f(x) = 3 relu(x + b)
# A ReLU after the last layer, too.
# %% far_slopes
def far_slopes(weights):
    out = []
    for sign in (1.0, -1.0):
        a = torch.full((1,), sign, dtype=weights[0].dtype)
        for w in weights:
            a = (w @ a).relu()
        out.append(sign * a.item())
    return out
