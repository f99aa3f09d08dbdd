# loses: audit_kernel, audit_rate
# says: distance^1 is True, Accepted is -1/2 +- 0.15
# sometimes: audit_plain
# Accepts every negative slope, however slow or fast.
# %% audit
def audit(widths, finite, limit):
    gap = (finite - limit).square().mean((1, 2)).sqrt()
    k = torch.as_tensor(widths).to(gap.dtype)
    slope = np.polyfit(np.log(k.numpy()), np.log(gap.numpy()), 1)[0]
    return bool(slope < -0.05)
