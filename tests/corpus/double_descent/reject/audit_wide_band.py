# loses: audit_rate
# says: The gaps fall like k^
# Accepts -1/2 up to a quarter: figures that fall too fast or too slowly pass.
# %% audit
def audit(widths, finite, limit):
    gap = (finite - limit).square().mean((1, 2)).sqrt()
    slope = np.polyfit(np.log(widths.numpy()), np.log(gap.numpy()), 1)[0]
    return bool(abs(slope + 0.5) < 0.25)
