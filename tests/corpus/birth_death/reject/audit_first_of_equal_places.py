# loses: audit_chimera
# says: Some neurons share their a
# Audit first of equal places.
# %% audit
def audit(a, c, a_after, c_after):
    if len(a) != len(a_after):
        return False
    same = (a_after[:, None] == a).all(2)
    i = same.float().argmax(1)
    return bool(same.any(1).all() and (c[i] == c_after).all())
