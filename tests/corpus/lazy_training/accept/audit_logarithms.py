# method: spread of the logarithms, early return
# %% audit
def audit(lr, lambda_max, n_steps):
    if torch.any(lr >= 2 / lambda_max):
        return False
    log_time = torch.log(lr) + torch.log(lambda_max) + torch.log(n_steps)
    return (log_time.max() - log_time.min()).item() <= math.log(1.1)
