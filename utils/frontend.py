"""Who looks at the running notebook: a person, or a program."""


def somebody_is_there() -> bool:
    """Did a front end with a keyboard send the running cell? What only a person can use is shown only then.

    Programs (nbclient, nbval, nbgrader) set allow_stdin = False; outside a kernel, or without ipywidgets, nobody is
    there.

    >>> somebody_is_there()
    False
    """
    try:
        import ipywidgets  # noqa: F401
        from IPython import get_ipython
    except ImportError:
        return False
    kernel = getattr(get_ipython(), "kernel", None)
    request = kernel.get_parent("shell") if kernel is not None else {}
    return bool(request.get("content", {}).get("allow_stdin", False))
