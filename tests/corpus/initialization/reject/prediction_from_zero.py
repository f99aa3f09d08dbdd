# loses: linear_prediction_exact, linear_prediction_order
# says: f at `moved`
# Expansion around zero instead of the present parameters.
# %% linear_prediction
def linear_prediction(f0, jac, params, moved):
    step = torch.cat([new.flatten() for old, new in zip(params, moved)])
    return f0 + (jac @ step)[:, None]
