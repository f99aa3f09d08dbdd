"""~/.jupyter/nbgrader_config.py of the instructor: where the course is."""

from pathlib import Path

c = get_config()  # noqa: F821  (Jupyter provides it)

# The formgrader looks here for the course; the course's own nbgrader_config.py is read from there.
c.CourseDirectory.root = str(Path.home() / "wide_networks")
