# loses: duals_values, duals_slope, k_diagonal, k_angles, k_lengths, k_hexagon, k_single, gram_pairs, gram_diagonal, gram_symmetry, gram_pure, deep_ntk_diagonal, deep_ntk_values, arora_bound_orthogonal, arora_bound_values, arora_bound_units
# says: stopped with typeerror, builds on `duals_values`
# Kind: right only for the sizes that the tests use. A list over the cosines of one axis.
# %% duals
def duals(rho):
    found = [(1 - math.acos(c) / math.pi, c) for c in (min(1.0, max(-1.0, float(r))) for r in rho)]
    kappa_0 = torch.tensor([k for k, _ in found], dtype=rho.dtype)
    kappa_1 = torch.tensor([c * k + math.sqrt(1 - c * c) / math.pi for k, c in found], dtype=rho.dtype)
    return kappa_0, kappa_1
