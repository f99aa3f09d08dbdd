# loses: second_moments_two_layers, second_moments_general
# says: changes its argument
# The caller's lists are emptied.
# %% second_moments
def second_moments(widths, variances, x_moment):
    q = [widths.pop(0) * variances.pop(0) * x_moment]
    while variances:
        q.append(widths.pop(0) * variances.pop(0) * q[-1] / 2)
    return q
