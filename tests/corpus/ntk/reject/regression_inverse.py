# loses: kernel_regression_stable
# says: do not invert
# The inverse is formed: with condition number 1e11 the answer loses most of its digits.
# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    """Predictions (n_test,) of kernel ridge regression from k_train_train (n, n), k_test_train (n_test, n), y (n,)."""
    identity = torch.eye(len(y), dtype=k_train_train.dtype)
    return k_test_train @ (torch.linalg.inv(k_train_train + ridge * identity) @ y)
