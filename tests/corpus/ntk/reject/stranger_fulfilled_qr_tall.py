# loses: fulfilled_hexagon
# says: 7 parallel inputs
# parallel and p > d
# %% fulfilled
def fulfilled(x, wishes):
    p, d = x.shape
    if p <= d:
        return x @ (torch.linalg.pinv(x) @ wishes)
    q, _ = torch.linalg.qr(x)
    return q @ (q.T @ wishes)
