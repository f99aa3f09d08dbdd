# loses: second_moments_general
# says: has 4 entries, expected 7 entries
# Widths and variances of three layers at most.
# %% second_moments
def second_moments(widths, variances, x_moment):
    q = [widths[0] * variances[0] * x_moment]
    for l in range(1, min(len(variances), 4)):
        q.append(widths[l] * variances[l] * q[-1] / 2)
    return q
