"""The grading line: from an instructor notebook and a submission to a verdict, a gradebook and a page.

Read one submission along these stations; each imports only what stands above it.

    environment          what `make` runs first: packages of developers and instructors, as `start.py` does a student's
    limits, verdict      the records: what a submission may use, what is said about it
    notebook, build      roles and forms of a notebook: canonical, release, filled; all of it executed and written
    formulas             mathematics of a page without a script and without a network
    new                  a small assignment to begin one of one's own
    sandbox/             where student code runs; `sandbox/inside` is exactly what is mounted there
    judging/             one submission: salvage, trial, judge, engine
    gate/                before a release: no secret, cells as at the board, all rules
    bundle               the zip that students receive
    cloud                each notebook as one file and a wheel, for Colab, Kaggle or an editor
    handout              the solved notebook for after the deadline
    book                 the static site: notebooks, guides, functions, playground, zip
    mutants/             how good the checks are
    secret, cache        what the checks of a course draw from; verdicts that are known
    handin, roster       what a student handed in, found by its content; who is in the course
    gradebook            nbgrader's, against the source of an assignment; marks, penalties, whose score changes
    course               folders, configuration and gradebook, and the one writer
    collect              from a download of Moodle, Canvas or anywhere to submitted/
    exports              what `nbgrader export` writes: per check, per exercise, for Moodle and Canvas
    attention            who needs a person, and why
    evidence             what the grades say about the checks
    alike                which submissions are alike, what was given taken away
    marking              text answers, question by question, without names; several markers at once
    pages/               what people read: a student's text, feedback, guesses of the class
    record               one verdict, written
    exporter             nbgrader's doors: autograde, generate_assignment
    runner               a class, in parallel
    server               the door to marking, in the instructor's Jupyter server
    console, demo, __main__    what people see and type
"""
