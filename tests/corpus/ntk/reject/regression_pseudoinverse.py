# loses: kernel_regression_stable
# says: do not invert
# The pseudoinverse drops small eigenvalues.
# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    K = k_train_train + ridge * torch.eye(len(y), dtype=y.dtype)
    return k_test_train @ torch.linalg.pinv(K, rtol=1e-8) @ y
