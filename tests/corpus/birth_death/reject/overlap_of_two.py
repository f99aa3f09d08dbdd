# loses: overlaps_signs, overlaps_silent
# says: with both signs, has shape (3, 2), expected (3, 3), c = 0, Students 0 and 2 have c = 0
# Written for the two teachers of the example.
# %% overlaps
def overlaps(a, c, a_teacher, c_teacher):
    columns = []
    for k in range(2):
        cosine = torch.nn.functional.cosine_similarity(a, a_teacher[k : k + 1], dim=1)
        columns.append(cosine * torch.sign(c * c_teacher[k]))
    return torch.stack(columns, dim=1)
