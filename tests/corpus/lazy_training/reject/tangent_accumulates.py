# loses: tangent_affine, tangent_derivative
# says: separate
# backward() without zero_grad: row i is the sum of the gradients 0 .. i.
# %% tangent
def tangent(net, x, step):
    output, rows = net(x), []
    net.zero_grad()
    for i in range(len(x)):
        output[i, 0].backward(retain_graph=True)
        rows.append(parameters_to_vector([w.grad for w in net.parameters()]).clone())
    return output.detach() + (torch.stack(rows) @ step).view(-1, 1)
