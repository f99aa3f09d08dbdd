"""How long the fuzz tests look: `@examples(n)` fits into `make test`; `make nightly` looks ten times as long."""

from hypothesis import HealthCheck, settings

settings.register_profile("nightly", max_examples=1000)


def examples(number: int) -> settings:
    """Run a test on `number` examples, on ten times as many with `pytest --hypothesis-profile=nightly`."""
    times = settings.default.max_examples // 100
    return settings(
        max_examples=number * times, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
