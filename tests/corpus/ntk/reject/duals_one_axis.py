# loses: arora_bound_values, duals_slope, k_angles
# says: your `duals` stopped
# A loop that knows lists of cosines only; single cosines and Gram matrices are treated apart.
# %% duals
def duals(rho):
    if rho.ndim == 0:
        first, second = duals(rho[None])
        return first[0], second[0]
    if rho.ndim == 2:
        first, second = duals(rho.flatten())
        return first.reshape(len(rho), -1), second.reshape(len(rho), -1)
    kappa_0, kappa_1 = [], []
    for value in rho:
        cosine = max(-1.0, min(1.0, value.item()))
        share = 1 - math.acos(cosine) / math.pi
        kappa_0.append(share)
        kappa_1.append(cosine * share + math.sqrt(1 - cosine**2) / math.pi)
    return torch.tensor(kappa_0).to(rho), torch.tensor(kappa_1).to(rho)
