# loses: audit_plain, audit_kernel, audit_rate
# says: root-mean-square distance falls
# Averages the signed difference: deviations to both sides cancel.
# %% audit
def audit(widths, finite, limit):
    gap = (finite - limit).mean((1, 2)).abs()
    k = torch.as_tensor(widths).to(gap.dtype)
    slope = np.polyfit(np.log(k.numpy()), np.log(gap.numpy() + 1e-30), 1)[0]
    return bool(abs(slope + 0.5) < 0.02)
