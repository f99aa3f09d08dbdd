# loses: one_clock_best_ends
# says: There w passes the truth
# Clock guarded division.
# %% one_clock_best
def one_clock_best(spectrum, beta, noise):
    goal = beta + noise / spectrum.sqrt()
    a, b = (spectrum * beta * goal).sum(), (spectrum * goal**2).sum()
    q = (a / (b + 1e-6)).clamp(0, 1)
    return q, (spectrum * (beta - q * goal) ** 2).sum()
