"""How long the fuzz tests look: as long as fits into `make test`, ten times as long with the profile "nightly"."""

from hypothesis import HealthCheck, settings

settings.register_profile("nightly")


def examples(number: int) -> settings:
    """Run a test on `number` examples, on ten times as many with `pytest --hypothesis-profile=nightly`."""
    times = 10 if settings.get_current_profile_name() == "nightly" else 1
    return settings(
        max_examples=number * times, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
