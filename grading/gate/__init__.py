"""Before a release: the rules that hold every assignment together.

leaks         no trace of a solution, a hidden test or an expected value in what a student receives
board         cells as at the board
comparisons   no check decides about a tolerance by itself
contract      each promise of an exercise has its assertion, each assertion its promise
rules         all rules, `gate_assignment` runs them
"""
