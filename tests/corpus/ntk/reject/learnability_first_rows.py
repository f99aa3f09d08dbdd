# loses: learnability_modes
# says: right at input 8
# Kind: one of several things is looked at. The first n inputs, whichever were asked for.
# %% learnability
def learnability(k_all, train_rows):
    _, phi = torch.linalg.eigh(k_all)
    n = len(train_rows)
    predicted = k_all[:, :n] @ torch.linalg.solve(k_all[:n, :n], phi[:n])
    return (phi * predicted).sum(0)
