# loses: overlaps_value, overlaps_signs
# says: is a sequence, a row a student
# A list of rows where a tensor is expected.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    rows = []
    for p, w in zip(a, c):
        cosine = torch.nn.functional.cosine_similarity(p[None], a_teacher, dim=1)
        rows.append((cosine * torch.sign(w * c_teacher)).tolist())
    return rows
