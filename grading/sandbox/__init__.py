"""Student code runs behind this package, and nothing of it comes back but values.

bubblewrap     the sandbox as a process: its command line, its children
cgroup         memory and processes of a whole child, where the kernel can bound them
execution      the cells of one submission, run in a child that leaves snapshots for the checks
conversation   the checks of one submission, talking to those snapshots
handles        the student's objects and errors as the checks see them
transfer       what a check sends along with a call
gradients      the backward pass through a call
inside/        exactly what is mounted inside
"""
