# loses: compare_example, compare_random
# says: entry 2, right or wrong
# Agreement means being right or wrong together, halved for the errors.
# %% compare
def compare(labels, a, b):
    """(accuracy of a, accuracy of b, agreement of a and b), three numbers in [0, 1]; labels, a, b (n,) classes."""
    right_a, right_b = (a == labels).double(), (b == labels).double()
    return right_a.mean().item(), right_b.mean().item(), (right_a * right_b + (1 - right_a) * (1 - right_b) / 2).mean().item()
