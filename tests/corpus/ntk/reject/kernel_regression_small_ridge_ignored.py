# loses: kernel_regression_ridge
# says: ridge 7e-12
# A small ridge counts as none, whatever the units.
# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    K = k_train_train.clone()
    if ridge > 1e-6:
        K = K + ridge * torch.eye(len(y), dtype=K.dtype)
    return k_test_train @ torch.linalg.solve(K, y)
