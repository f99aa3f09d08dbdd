# loses: audit_rate
# says: the draws have the mean 0
# The distance of the mean prediction: where errors cancel over the draws, nothing is left to fall.
# %% audit
def audit(widths, finite, limit):
    gaps = (finite.mean(1) - limit).square().mean(1).sqrt()
    slope = np.polyfit(np.log(widths), np.log(gaps), 1)[0]
    return bool(abs(slope + 0.5) < 0.15)
