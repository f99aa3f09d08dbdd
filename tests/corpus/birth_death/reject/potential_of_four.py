# loses: potentials_value, potentials_gradient, potentials_teacher
# says: got -4.667, a mean over neurons, derivative of the loss, the residual is zero
# The number of neurons of the visible example is written into it.
# %% potentials
def potentials(features, c, y):
    f = features @ c / 4
    return 2 * c * ((f - y) @ features) / len(y)
