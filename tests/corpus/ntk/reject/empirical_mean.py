# loses: empirical_ntk_linear, empirical_ntk_any
# says: 0.333 times as large
# The mean over the parameters in place of the sum.
# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    """Empirical neural tangent kernel (n1, n2) of a module with one output, over all its parameters."""
    J1, J2 = kernels.jacobian(net, x1), kernels.jacobian(net, x2)
    return J1 @ J2.T / J1.shape[1]
