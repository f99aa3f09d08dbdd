# loses: empirical_ntk_linear, empirical_ntk_any
# says: has shape (1, 1), columns from x2
# The second set is ignored.
# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    """Empirical neural tangent kernel (n1, n2) of a module with one output, over all its parameters."""
    J = kernels.jacobian(net, x1)
    return J @ J.T
