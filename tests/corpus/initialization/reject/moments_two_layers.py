# loses: second_moments_general
# says: from all widths and variances
# Every layer computed from the first one instead of the one before: right for two layers.
# %% second_moments
def second_moments(widths, variances, x_moment):
    q = [widths[0] * variances[0] * x_moment]
    for fan_in, variance in zip(widths[1:], variances[1:]):
        q.append(fan_in * variance * q[0] / 2)
    return q
