# loses: phi_shape, phi_rank, phi_period, phi_frequencies, LinSin_shape, LinSin_linear
# says: numpy, torch
# NumPy arrays leave PyTorch: a network cannot go on with them.
# %% phi
def phi(x, n_features):
    import numpy as np

    k = np.arange(1, n_features // 2 + 1)
    angles = np.pi * k * x.detach().numpy()
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
