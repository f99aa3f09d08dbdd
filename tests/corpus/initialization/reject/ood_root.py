# loses: in_out_errors_line, in_out_errors_both_sides
# says: everywhere it is the square root
# Root mean square errors.
# %% in_out_errors
def in_out_errors(net, x, y, low, high):
    with torch.no_grad():
        prediction = net(x)
    squares = (prediction - y).square()
    inside = (x >= low) & (x <= high)
    return squares[inside].mean().sqrt().item(), squares[~inside].mean().sqrt().item()
