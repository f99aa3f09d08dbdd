# loses: risk_parts_path
# says: the shape is that of w
# Leading axes are flattened and not restored.
# %% risk_parts
def risk_parts(w, beta, cov):
    values, v = torch.linalg.eigh(cov)
    errors = (beta - w).reshape(-1, w.shape[-1]) @ v.flip(1)
    parts = values.flip(0) * errors**2
    return parts[0] if w.ndim == 1 else parts
