# loses: one_clock_best_ends
# says: noise has the other sign
# The lowest point of the parabola, also where the run does not come.
# %% one_clock_best
def one_clock_best(spectrum, beta, noise):
    goal = beta + noise / spectrum.sqrt()
    q = (spectrum * beta * goal).sum() / (spectrum * goal**2).sum()
    return q, (spectrum * (beta - q * goal) ** 2).sum()
