# loses: audit_plain, audit_kernel, audit_rate
# says: root-mean-square distance falls
# Fits the mean square and asks for the slope of the root.
# %% audit
def audit(widths, finite, limit):
    gap = (finite - limit).square().mean((1, 2))
    k = torch.as_tensor(widths).to(gap.dtype)
    slope = np.polyfit(np.log(k.numpy()), np.log(gap.numpy()), 1)[0]
    return bool(abs(slope + 0.5) < 0.15)
