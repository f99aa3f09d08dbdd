# The doors of instructors and developers, read by Makefile.
TESTS_NEED := bubblewrap chromium dataset-fashion-mnist npm postgresql

.PHONY: demo check test lint mutants nightly lowest pythons

demo:  ## grade a sample class and write its feedback pages
	@$(PYTHON) utils/environment.py bubblewrap
	@python -m grading demo

check: lint  ## what can be proved in a few minutes: style, types, units, theory
	@pytest -n auto --dist worksteal -m "not slow"

test: lint  ## everything: also notebooks, corpus, attacks, classes, databases, browser
	@$(PYTHON) utils/environment.py $(TESTS_NEED)
	@pytest -n auto --dist worksteal

mutants:  ## try every small change of every solution against the checks
	@$(PYTHON) utils/environment.py bubblewrap
	@python -m grading mutants

nightly:  ## fuzz the decoders ten times as long as `make test`
	@pytest --hypothesis-profile=nightly -k fuzz

lint:
	@$(PYTHON) utils/environment.py
	@ruff check --quiet . && ruff format --check --quiet .
	@ty check --quiet grading
	@codespell source release utils grading tests benchmarks *.md

# For a night rather than for every push: both make environments of their own, in .cache/.
UV := $(or $(shell command -v uv),.cache/uv/bin/uv)

lowest: lint  ## the quick tests with the lowest versions that pyproject.toml allows
	@$(UV) venv --quiet --clear .cache/lowest
	@$(UV) pip install --quiet --python .cache/lowest --resolution lowest-direct -r pyproject.toml --all-extras
	@.cache/lowest/bin/python -m pytest -n auto --dist worksteal -m "not slow" -W default  # old packages warn of new ones

pythons: lint  ## the quick tests with the other Pythons that pyproject.toml allows
	@for version in 3.12 3.13; do \
		if $(UV) venv --quiet --clear --python $$version .cache/$$version; then \
			$(UV) pip install --quiet --python .cache/$$version -r requirements.lock || exit 1; \
			.cache/$$version/bin/python -m pytest -n auto --dist worksteal -m "not slow" || exit 1; \
		else \
			echo "NOT TRIED: there is no Python $$version here, and uv could not fetch one" >&2; \
		fi; \
	done
