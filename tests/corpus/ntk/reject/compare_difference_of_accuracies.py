# loses: compare_random
# says: entry 2, the share of equal answers
# Agreement taken as one minus the difference of the accuracies, rounded to two digits.
# %% compare
def compare(labels, a, b):
    """(accuracy of a, accuracy of b, agreement of a and b), three numbers in [0, 1]; labels, a, b (n,) classes."""
    right_a, right_b = (a == labels).double(), (b == labels).double()
    return right_a.mean().item(), right_b.mean().item(), 1 - round(abs(right_a.mean().item() - right_b.mean().item()), 2)
