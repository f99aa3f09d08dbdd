# loses: potentials_gradient, potentials_teacher
# says: two shapes do not fit
# Drops every axis of length one: a single input or a single neuron changes the shapes.
# %% potentials
def potentials(features, c, y):
    features = features.squeeze()
    residual = features @ c / len(c) - y
    return 2 * c * (features.T @ residual) / len(y)
