# loses: audit_chimera, audit_copies, audit_count, audit_weight
# says: is a string, a legal event, parts are old, silenced
# The verdict is a word: every text is true.
# %% audit
def audit(a, c, a_after, c_after):
    before = torch.cat([a, c[:, None]], 1)
    after = torch.cat([a_after, c_after[:, None]], 1)
    copied = all((row == before).all(1).any() for row in after)
    return "legal" if copied and len(before) == len(after) else "illegal"
