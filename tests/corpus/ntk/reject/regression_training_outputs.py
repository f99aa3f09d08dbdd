# loses: kernel_regression_ridge, kernel_regression_test_points
# says: has shape (9,), k_test_train k^-1 y
# The predictions are those on the training inputs.
# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    """Predictions (n_test,) of kernel ridge regression from k_train_train (n, n), k_test_train (n_test, n), y (n,)."""
    identity = torch.eye(len(y), dtype=k_train_train.dtype)
    return k_train_train @ torch.linalg.solve(k_train_train + ridge * identity, y)
