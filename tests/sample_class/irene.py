# A syntax error in one cell, a function that leaves the program in another: the rest must still count.

# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps)
    return w_init

# %% loglog_slope
def loglog_slope(x, y):
    raise SystemExit("done for today")
