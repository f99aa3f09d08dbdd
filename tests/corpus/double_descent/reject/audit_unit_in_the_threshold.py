# loses: audit_plain, audit_kernel, audit_rate
# says: targets may be small
# Counts figures with tiny distances as honest, whatever their slope: depends on the unit of y.
# %% audit
def audit(widths, finite, limit):
    gap = (finite - limit).square().mean((1, 2)).sqrt()
    k = torch.as_tensor(widths).to(gap.dtype)
    slope = np.polyfit(np.log(k.numpy()), np.log(gap.numpy()), 1)[0]
    return bool(abs(slope + 0.5) < 0.15 or gap[-1] < 0.2)
