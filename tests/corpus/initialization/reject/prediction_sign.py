# loses: linear_prediction_exact, linear_prediction_order
# says: row by row, b_1, w_2
# The step has the wrong sign.
# %% linear_prediction
def linear_prediction(f0, jac, params, moved):
    step = torch.cat([(old - new).flatten() for old, new in zip(params, moved)])
    return f0 + (jac @ step)[:, None]
