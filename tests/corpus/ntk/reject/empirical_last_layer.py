# loses: empirical_ntk_any
# says: all parameters
# Only the parameters of the last layer count.
# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    """Empirical neural tangent kernel (n1, n2) of a module with one output, over all its parameters."""
    n = sum(w.numel() for w in list(net.parameters())[-2:])
    return kernels.jacobian(net, x1)[:, -n:] @ kernels.jacobian(net, x2)[:, -n:].T
