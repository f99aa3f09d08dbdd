# loses: compare_example, compare_random
# says: got 0.25, the share of equal answers
# The share of different answers.
# %% compare
def compare(labels, a, b):
    """(accuracy of a, accuracy of b, agreement of a and b), three numbers in [0, 1]; labels, a, b (n,) classes."""
    right_a, right_b = (a == labels).double(), (b == labels).double()
    return right_a.mean().item(), right_b.mean().item(), (a != b).double().mean().item()
