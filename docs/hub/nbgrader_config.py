"""/srv/jupyter/nbgrader_config.py: what is the same for everybody."""

c = get_config()  # noqa: F821  (Jupyter provides it)

c.CourseDirectory.course_id = "wide_networks"
c.Exchange.root = "/srv/nbgrader/exchange"
