# method: every pair of runs is compared
# %% audit
def audit(lr, lambda_max, n_steps):
    time = lr * lambda_max * n_steps
    ratios = time[:, None] / time[None, :]
    return bool(torch.all(lr * lambda_max < 2)) and bool(torch.all(ratios <= 1.1))
