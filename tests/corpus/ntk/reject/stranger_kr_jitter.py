# loses: kernel_regression_ridge, kernel_regression_stable
# says: add nothing
# units: jitter 1e-10
# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    A = k_train_train + (ridge + 1e-10) * torch.eye(len(y)).to(k_train_train)
    return k_test_train @ torch.linalg.solve(A, y)
