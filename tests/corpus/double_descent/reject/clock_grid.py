# loses: one_clock_best_ends
# says: There w passes the truth
# Clock grid.
# %% one_clock_best
def one_clock_best(spectrum, beta, noise):
    goal = beta + noise / spectrum.sqrt()
    q = torch.linspace(0, 1, 20001, dtype=torch.double)
    curve = (spectrum * (beta - q[:, None] * goal) ** 2).sum(1)
    return q[curve.argmin()], curve.min()
