# loses: linear_prediction_order
# says: flattened in the order
# sometimes: linear_prediction_exact
# Computed in half precision.
# %% linear_prediction
def linear_prediction(f0, jac, params, moved):
    step = torch.cat([(new - old).flatten() for old, new in zip(params, moved)])
    return f0 + (jac.half().float() @ step.half().float())[:, None].to(f0.dtype)
