# loses: kernel_regression_ridge
# says: ridge 30.0
# ridge squared small
# %% kernel_regression
def kernel_regression(k_train_train, k_test_train, y, ridge=0.0):
    A = k_train_train + ridge * torch.eye(len(y)).to(k_train_train)
    w = torch.linalg.solve(A, y)
    if ridge > 0 and k_test_train.shape[0] != len(y):
        w = torch.linalg.solve(A, k_train_train @ w)
    return k_test_train @ w
