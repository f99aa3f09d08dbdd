"""The course as nbgrader sees it. Each line says which failure it prevents."""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821  (nbgrader provides it)

ROOT = Path(__file__).resolve().parent
# nbgrader calls a bare `alembic`: without the environment's bin on PATH the first command dies half-way
# and leaves a gradebook without its version table.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
# `grading` must be importable when nbgrader is started from another folder.
sys.path.insert(0, str(ROOT))

from grading.gradebook import GENERATE_STEPS  # noqa: E402
from grading.notebook import STUB  # noqa: E402

# Without an id the gradebook files everything under a course called "".
c.CourseDirectory.course_id = "wide_networks"
# Relative paths would depend on the folder in which the command or the server was started.
c.CourseDirectory.root = str(ROOT)
# Anything but the notebook and its figures (checkpoints, caches, an editor's backup) stays out of a release.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "*~", ".DS_Store"]

# A stub that says in words what is missing reads kinder than a bare NotImplementedError.
c.ClearSolutions.code_stub = {"python": STUB}
# A released check ends on a line that says which one it is, and how many more run at grading; nbgrader leaves nothing.
# And a source that was edited after the first grading is carried over; nbgrader deletes the release and gives up.
c.GenerateAssignment.preprocessors = GENERATE_STEPS
c.GenerateAssignment.exporter_class = "grading.exporter.SourceExporter"

# Stock autograding runs student code beside the tests, unconfined. Ours reaches the verdict where no student code runs
# (`grading.judging.engine`), repairs damaged notebooks, and records scores and the late penalty so that marks by hand
# stand.
c.Autograde.exporter_class = "grading.exporter.VerdictExporter"
# Limits are set here too (c.VerdictExporter.cell_seconds = 60): `python -m grading grade --help` lists them.
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = []

# Stock feedback prints the hidden tests and runs scripts that a student's cell displayed. Ours shows messages only.
c.GenerateFeedback.exporter_class = "grading.pages.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = ["grading.pages.feedback.Grades"]

# nbgrader's own list breaks at a comma in a name, and knows no deadline that was moved; the columns are the same.
c.ExportApp.plugin_class = "grading.exports.Scores"

# Nothing here for Validate: nbgrader has no setting that sends it through the engine. It runs a notebook as you,
# unconfined; it is for students, on their own work. For a submission: `python -m grading grade NAME --notebook FILE`.
