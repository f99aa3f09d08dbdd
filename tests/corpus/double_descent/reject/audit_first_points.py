# loses: audit_plain
# says: off by 0.3 at some inputs
# Only the first ten inputs are looked at.
# %% audit
def audit(widths, finite, limit):
    gap = (finite[..., :10] - limit[:10]).square().mean((1, 2)).sqrt()
    x = torch.as_tensor(widths, dtype=gap.dtype).log()
    x = x - x.mean()
    slope = (x * gap.log()).sum() / (x * x).sum()
    return bool(abs(slope + 0.5) < 0.15)
