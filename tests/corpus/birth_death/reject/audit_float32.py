# loses: audit_chimera
# says: changed copies, True, expected False
# Compares in single precision: copies that moved by a part in 10^12 pass.
# %% audit
def audit(a, c, a_after, c_after):
    old = torch.cat([a, c[:, None]], 1).float()
    new = torch.cat([a_after, c_after[:, None]], 1).float()
    if len(old) != len(new):
        return False
    return bool((new[:, None] == old).all(2).any(1).all())
