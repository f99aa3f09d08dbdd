"""The grading line: from an instructor notebook and a submission to a verdict, a gradebook and a page.

Read one submission along these stations; each imports only what stands above it.

    limits, verdict      the records: what a submission may use, what is said about it
    notebook, build      roles and forms of a notebook: canonical, release, filled; all of it executed and written
    sandbox/             where student code runs; `sandbox/inside` is exactly what is mounted there
    judging/             one submission: salvage, trial, judge, engine
    gate/                before a release: no secret, cells as at the board, all rules
    bundle               the zip that students receive
    mutants/             how good the checks are
    secret, cache        what the checks of a course draw from; verdicts that are known
    course               folders, configuration and gradebook, and the one writer
    pages/               what people read: a student's text, feedback, guesses of the class
    exporter             nbgrader's door: autograde
    runner               a class, in parallel
    console, demo, __main__    what people see and type
"""
