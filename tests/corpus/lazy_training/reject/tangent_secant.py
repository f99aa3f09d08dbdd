# loses: tangent_derivative
# says: linear in the step
# The network itself at w + step: a secant through the whole step.
# %% tangent
def tangent(net, x, step):
    moved = copy.deepcopy(net)
    vector_to_parameters(parameters_to_vector(net.parameters()) + 1.0 * step, moved.parameters())
    return net(x).detach() + (moved(x) - net(x)).detach()
