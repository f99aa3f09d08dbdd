# loses: compare_example, compare_random
# says: 4 times as large, 50 times as large
# Numbers of pictures in place of shares.
# %% compare
def compare(labels, a, b):
    """(accuracy of a, accuracy of b, agreement of a and b), three numbers in [0, 1]; labels, a, b (n,) classes."""
    return (a == labels).sum().item(), (b == labels).sum().item(), (a == b).sum().item()
