# loses: make_data_spectrum, make_data_order, make_data_labels
# says: it must be diag(f^2)
# Standardizing after the spectrum was made destroys it: the condition number falls from 10 to about 1.
# %% make_data
def make_data(raw, singular, beta, noise):
    u = torch.linalg.svd(raw, full_matrices=False)[0]
    x = u * singular
    y = x @ beta + u @ noise
    return (x - x.mean(0)) / x.std(0), y
