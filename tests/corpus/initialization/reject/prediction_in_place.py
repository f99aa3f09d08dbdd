# loses: linear_prediction_exact, linear_prediction_order
# says: changes its argument
# The step is added to f0 itself.
# %% linear_prediction
def linear_prediction(f0, jac, params, moved):
    step = torch.cat([(b - a).flatten() for a, b in zip(params, moved)])
    f0 += jac @ step[:, None]
    return f0
