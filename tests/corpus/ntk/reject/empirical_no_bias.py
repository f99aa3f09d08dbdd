# loses: empirical_ntk_linear, empirical_ntk_any
# says: x.x' + 1
# Biases are left out.
# %% empirical_ntk
def empirical_ntk(net, x1, x2):
    """Empirical neural tangent kernel (n1, n2) of a module with one output, over all its parameters."""
    J1, J2 = kernels.jacobians(net, x1), kernels.jacobians(net, x2)
    return sum(J1[name].flatten(1) @ J2[name].flatten(1).T for name in J1 if "bias" not in name)
