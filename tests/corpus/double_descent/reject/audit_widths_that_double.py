# loses: audit_plain, audit_rate
# says: root-mean-square distance falls
# Takes it that every width is twice the one before.
# %% audit
def audit(widths, finite, limit):
    gap = (finite - limit).square().mean((1, 2)).sqrt().numpy()
    slope = np.polyfit(np.arange(len(gap)), np.log2(gap), 1)[0]
    return bool(abs(slope + 0.5) < 0.15)
