# loses: one_clock_best_curve
# says: the risk for d = 5
# Written out for two directions.
# %% one_clock_best
def one_clock_best(spectrum, beta, noise):
    goal = beta + noise / spectrum.sqrt()
    inner = spectrum[0] * beta[0] * goal[0] + spectrum[-1] * beta[-1] * goal[-1]
    q = (inner / (spectrum[0] * goal[0] ** 2 + spectrum[-1] * goal[-1] ** 2)).clamp(0, 1)
    return q, (spectrum * (beta - q * goal) ** 2).sum()
