# loses: audit_plain
# says: Six of eight draws approach the limit
# Mean over draws of the distances, not the root of the mean square.
# %% audit
def audit(widths, finite, limit):
    gap = (finite - limit).square().mean(2).sqrt().median(1).values
    slope = np.polyfit(np.log(widths.numpy()), np.log(gap.numpy()), 1)[0]
    return bool(abs(slope + 0.5) < 0.15)
