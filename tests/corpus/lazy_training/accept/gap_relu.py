# method: the larger of the two terms, with relu
# %% gap_exponent
def gap_exponent(s):
    return float(torch.relu(torch.tensor(1.0 - s))) + 1.0 - 2.0 * s
