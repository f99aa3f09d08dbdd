# loses: in_out_errors_line, in_out_errors_both_sides
# says: mean of 9 and 16
# The second number is the error over the whole interval.
# %% in_out_errors
def in_out_errors(net, x, y, low, high):
    with torch.no_grad():
        prediction = net(x)
    squares = (prediction - y).square()
    inside = (x >= low) & (x <= high)
    return squares[inside].mean().item(), squares.mean().item()
