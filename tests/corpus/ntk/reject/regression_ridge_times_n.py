# loses: kernel_regression_ridge
# says: ridge 7e-12, (K_ii + ridge)
# The ridge is multiplied by n.
# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    """Predictions (n_test,) of kernel ridge regression from k_train_train (n, n), k_test_train (n_test, n), y (n,)."""
    identity = torch.eye(len(y), dtype=k_train_train.dtype)
    return k_test_train @ torch.linalg.solve(k_train_train + len(y) * ridge * identity, y)
