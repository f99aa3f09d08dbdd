# loses: one_clock_best_lab, one_clock_best_curve, one_clock_best_ends
# says: got 5, lowest of 2001 values
# The risk at the end of the run.
# %% one_clock_best
def one_clock_best(spectrum, beta, noise):
    return torch.tensor(1.0), noise.square().sum()
