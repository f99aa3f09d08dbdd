# loses: audit_plain, audit_kernel
# says: The limit has the squared distance
# Only the first draw is looked at.
# %% audit
def audit(widths, finite, limit):
    gap = (finite[:, 0] - limit).square().mean(1).sqrt()
    x = torch.as_tensor(widths, dtype=gap.dtype).log()
    x = x - x.mean()
    slope = (x * gap.log()).sum() / (x * x).sum()
    return bool(abs(slope + 0.5) < 0.15)
