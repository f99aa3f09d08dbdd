# loses: one_clock_best_lab, one_clock_best_curve, one_clock_best_ends
# says: got 6.9
# The noise is added to beta as it is.
# %% one_clock_best
def one_clock_best(spectrum, beta, noise):
    goal = beta + noise
    q = ((spectrum * beta * goal).sum() / (spectrum * goal**2).sum()).clamp(0, 1)
    return q, (spectrum * (beta - q * goal) ** 2).sum()
