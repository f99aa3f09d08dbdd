# loses: overlaps_silent
# says: is nan, c = 0
# Divides by |c|: a silent neuron gives NaN.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    """Overlaps O (n, K) of student neurons a (n, d), c (n,) with planted neurons a_teacher (K, d), c_teacher (K,)."""
    o = torch.nn.functional.cosine_similarity(a[:, None], a_teacher[None], dim=2)
    return o * (c / c.abs())[:, None] * torch.sign(c_teacher)
