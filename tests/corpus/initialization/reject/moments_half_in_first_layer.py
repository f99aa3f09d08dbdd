# loses: second_moments_two_layers, second_moments_general
# says: everywhere it is 0.5 times as large
# The factor 1/2 also in the first layer, whose inputs passed no ReLU.
# %% second_moments
def second_moments(widths, variances, x_moment):
    q = [widths[0] * variances[0] * x_moment / 2]
    for fan_in, variance in zip(widths[1:], variances[1:]):
        q.append(fan_in * variance * q[-1] / 2)
    return q
