# loses: k_lengths, gram_pairs
# says: 1e-09
# Two short inputs count as equal, whatever their directions.
# %% k
def k(x, xp):
    if torch.allclose(x, xp):
        return x @ x
    n = x.norm() * xp.norm()
    k0, k1 = duals((x @ xp) / n)
    return 0.5 * n * k1 + 0.5 * (x @ xp) * k0
