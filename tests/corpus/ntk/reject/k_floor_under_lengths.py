# loses: k_lengths, gram_pairs
# says: 1e-09
# cosine_similarity puts a floor under the lengths.
# %% k
def k(x, xp):
    rho = nn.functional.cosine_similarity(x, xp, dim=0)
    k0, k1 = duals(rho)
    return 0.5 * x.norm() * xp.norm() * k1 + 0.5 * (x @ xp) * k0
