# loses: second_moments_two_layers, second_moments_general
# says: expected
# The ReLU is forgotten: no factor 1/2.
# %% second_moments
def second_moments(widths, variances, x_moment):
    q = [widths[0] * variances[0] * x_moment]
    for fan_in, variance in zip(widths[1:], variances[1:]):
        q.append(fan_in * variance * q[-1])
    return q
