# loses: one_clock_best_lab, one_clock_best_curve
# says: lowest of 2001 values
# The nearest point of the line to beta, not that of the lowest risk.
# %% one_clock_best
def one_clock_best(spectrum, beta, noise):
    goal = beta + noise / spectrum.sqrt()
    q = ((beta @ goal) / (goal @ goal)).clamp(0, 1)
    return q, (spectrum * (beta - q * goal) ** 2).sum()
