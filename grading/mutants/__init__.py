"""How good are the checks? Every small change of every solution against them.

operators   the small changes, made in the syntax tree
measure     running them, many in copies of one notebook, and the reviewed list of equivalent ones
"""
