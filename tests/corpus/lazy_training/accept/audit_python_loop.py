# method: plain Python numbers in a loop, a torch bool as answer
# %% audit
def audit(lr, lambda_max, n_steps):
    times = []
    for rate, curvature, steps in zip(lr.tolist(), lambda_max.tolist(), n_steps.tolist()):
        if rate * curvature >= 2:
            return torch.tensor(False)
        times.append(rate * curvature * steps)
    return torch.tensor(max(times) / min(times) <= 1.1)
