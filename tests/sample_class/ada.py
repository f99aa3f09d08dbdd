# The model answers: every cell as the instructor wrote it.

