# rest: blank
# Everything solved by a third set of methods, with prints, NumPy and float32 answers on the way.

# %% train
def train(net, dataset, n_steps, batch_size, lr, save_every=0):
    criterion = torch.nn.MSELoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses, history = [], []
    optimizer.zero_grad()
    for step in range(n_steps):
        if save_every != 0 and not step % save_every:
            history.append(parameters_to_vector(net.parameters()).detach())
        x, y = dataset.next_batch(batch_size)
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().item())
        net.zero_grad()
        if step % 1000 == 0:
            print("step", step, "loss", losses[-1])
    return losses, history

# %% phi
def phi(x, n_features):
    columns = [torch.sin(k * torch.pi * x[:, 0]) for k in range(1, n_features // 2 + 1)]
    columns += [torch.cos(k * torch.pi * x[:, 0]) for k in range(1, n_features // 2 + 1)]
    return torch.stack(columns, dim=1).float()

# %% LinSin
class LinSin(torch.nn.Module):
    def __init__(self, n_features):
        super().__init__()
        self.n_features = n_features
        self.lout = torch.nn.Linear(n_features, 1)

    def forward(self, x):
        features = phi(x, self.n_features)
        return torch.nn.functional.linear(features, self.lout.weight, self.lout.bias)

# %% relative_movement
def relative_movement(history):
    w = torch.stack(list(history)).double()
    squares = (w * w).sum(1)
    distance = (squares - 2 * w @ w[0] + squares[0]).clamp(min=0)
    return (distance / squares[0]).sqrt().float()

# %% gd_closed_form
def gd_closed_form(features, y, w_init, lr, n_steps):
    eigenvalues, U = torch.linalg.eigh(2 / len(y) * features @ features.T)
    residual = U.T @ (y - features @ w_init)
    progress = (1 - (1 - lr * eigenvalues) ** n_steps) * residual
    return w_init + torch.linalg.pinv(features) @ (U @ progress)

# %% largest_stable_lr
def largest_stable_lr(features):
    kernel = features @ features.T / len(features)
    return float(1 / torch.linalg.eigvalsh(kernel)[-1])

# %% frozen_part
def frozen_part(features, w):
    fit = torch.linalg.lstsq(features.T, w[:, None], driver="gelsd").solution
    return w - (features.T @ fit)[:, 0]

# %% ridge
def ridge(features, y, penalty):
    p = features.shape[1]
    rows = torch.cat([features, math.sqrt(penalty) * torch.eye(p).to(features)])
    return torch.linalg.lstsq(rows, torch.cat([y, y.new_zeros(p)])[:, None], driver="gelsd").solution[:, 0]

# %% tangent
def tangent(net, x, step):
    output, rows = net(x), []
    for i in range(len(x)):
        net.zero_grad()
        output[i].backward(retain_graph=True)
        rows.append(torch.cat([w.grad.flatten() for w in net.parameters()]))
    net.zero_grad()
    return output.detach() + (torch.stack(rows) @ step)[:, None]

# %% ScaledModel
class ScaledModel(torch.nn.Module):
    def __init__(self, net, alpha):
        super().__init__()
        self.net, self.alpha = net, alpha
        self.base = copy.deepcopy(net)

    def forward(self, x):
        with torch.no_grad():
            start = self.base(x)
        return self.alpha * (self.net(x) - start)

    def trained(self, x):
        self.zero_grad()
        self(x).sum().backward()
        return [name for name, w in self.named_parameters() if w.grad is not None]

# %% loglog_slope
def loglog_slope(x, y):
    import numpy as np

    return float(np.polyfit(np.log10(x.numpy()), np.log10(y.numpy()), 1)[0])

# %% audit
def audit(lr, lambda_max, n_steps):
    if torch.any(lr >= 2 / lambda_max):
        return False
    log_time = torch.log(lr) + torch.log(lambda_max) + torch.log(n_steps)
    return (log_time.max() - log_time.min()).item() <= math.log(1.1)

# %% q_movement
With D = 8 there are fewer weights than equations need, so the residual cannot vanish; with D = 200 it can.
The random start stays in the directions that the data do not see, hence the wiggles.

# %% q_robust
All ten interpolate and decay at the same rates, since H does not depend on w. Between the data they keep their starts. From zero all ten would be the same function.

# %% q_init
Uniform in plus or minus 1/sqrt(fan_in). The last layer has m derivatives of order one, so lambda_max grows like m.
