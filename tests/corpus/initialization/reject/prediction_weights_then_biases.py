# loses: linear_prediction_order
# says: row by row, b_1, w_2
# All weights first, then all biases: not the order of the columns.
# %% linear_prediction
def linear_prediction(f0, jac, params, moved):
    step = torch.cat(
        [(new - old).flatten() for old, new in sorted(zip(params, moved), key=lambda pair: -pair[0].ndim)]
    )
    return f0 + (jac @ step)[:, None]
