"""One submission, from bytes to a verdict.

salvage   whatever was handed in -> the cells that run, and what was repaired
faults    what may be told of an error of student code in a check
places    which checks may look at one snapshot
trial     its cells in the sandbox, its checks here, where no student code ever runs
job       what the engine asks of its trusted process, and hears
judge     the trusted process, which forks a trial for every submission
engine    grade_one: bytes -> Verdict, on this machine or on any worker
"""
