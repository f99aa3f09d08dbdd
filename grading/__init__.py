"""The grading line: from an instructor notebook and a submission to a verdict, a gradebook and a page.

Read one submission along these stations; each imports only what stands above it.

    limits, verdict      the records: what a submission may use, what is said about it
    notebook             roles and forms of a notebook: canonical, release, filled
    leaks, board, comparisons, gate, build
                         before a release: no secret, cells as at the board, all rules, everything written
    salvage              whatever was handed in -> the cells that run, and what was repaired
    sandbox/             where student code runs; `sandbox/inside` is exactly what is mounted there
    trial                one submission: its cells inside, its checks here
    job                  what the engine asks of its trusted process, and hears
    judge                the trusted process, which forks a trial for every submission
    mutation, mutants    every small change of a solution, against the checks: how good are they?
    engine               grade_one: bytes -> Verdict, on this machine or on any worker
    secret               the number from which the checks of a course draw
    cache, course        known verdicts; folders, configuration and gradebook, and the one writer
    prose                a student's text as a browser may show it
    exporter, feedback   nbgrader's doors: autograde, generate_feedback
    runner               a class, in parallel
    console, demo, bundle, __main__    what people see and type
"""
