# loses: second_moments_two_layers, second_moments_general
# says: mean over the networks
# Takes the entries of `variances` for standard deviations.
# %% second_moments
def second_moments(widths, variances, x_moment):
    q = [widths[0] * variances[0] ** 2 * x_moment]
    for fan_in, variance in zip(widths[1:], variances[1:]):
        q.append(fan_in * variance**2 * q[-1] / 2)
    return q
