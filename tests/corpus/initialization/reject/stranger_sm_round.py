# loses: second_moments_general
# says: one number for each layer
# rounded
# %% second_moments
def second_moments(widths, variances, x_moment):
    q, out = 2 * x_moment, []
    for n, v in zip(widths, variances):
        q = round(n * v * q / 2, 6)
        out.append(q)
    return out
