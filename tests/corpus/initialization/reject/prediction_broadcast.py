# loses: linear_prediction_exact, linear_prediction_order
# says: has shape
# (n, 1) + (n,) makes a matrix (n, n).
# %% linear_prediction
def linear_prediction(f0, jac, params, moved):
    step = torch.cat([(new - old).flatten() for old, new in zip(params, moved)])
    return f0 + jac @ step
