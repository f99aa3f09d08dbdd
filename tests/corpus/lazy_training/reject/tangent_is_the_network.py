# loses: tangent_derivative
# says: linear in the step
# The network itself at w + step: exact for a linear net, not linear in the step otherwise.
# %% tangent
def tangent(net, x, step):
    moved = copy.deepcopy(net)
    vector_to_parameters(parameters_to_vector(net.parameters()) + step, moved.parameters())
    return moved(x).detach()
