# loses: audit_rate
# says: The gaps fall like k^
# Audit guarded gap.
# %% audit
def audit(widths, finite, limit):
    gap = (finite - limit).square().mean((1, 2)).sqrt() + 1e-6
    slope = np.polyfit(np.log(widths.numpy()), np.log(gap.numpy()), 1)[0]
    return bool(abs(slope + 0.5) < 0.15)
