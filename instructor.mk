# The doors of instructors and developers, read by Makefile.
TESTS_NEED := bubblewrap chromium dataset-fashion-mnist npm postgresql

.PHONY: book demo teach check test lint lock mutants nightly lowest pythons

demo:  ## grade a sample class and write its feedback pages
	@$(PYTHON) grading/environment.py bubblewrap
	@python -m grading demo

book:  ## build the static site: notebooks, guides, functions, playground, zip
	@$(PYTHON) grading/environment.py
	@python -m grading book

# JupyterLab refuses to run as root unless told that this is meant.
teach:  ## open JupyterLab on the course, with nbgrader's formgrader and marking question by question
	@$(PYTHON) grading/environment.py bubblewrap
	@jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) --notebook-dir=. --Application.log_level=WARN \
		--ServerApp.jpserver_extensions=grading.server=True

# Code is compiled once and not by every process of a test.
check test: export PYTHONDONTWRITEBYTECODE =

check: lint  ## what can be proved in a few minutes: style, types, units, theory
	@pytest -n auto --dist worksteal -m "not slow"

test: lint  ## everything: also notebooks, corpus, attacks, classes, databases, browser
	@$(PYTHON) grading/environment.py $(TESTS_NEED)
	@pytest -n auto --dist worksteal

mutants:  ## try every small change of every solution against the checks
	@$(PYTHON) grading/environment.py bubblewrap
	@python -m grading mutants

nightly:  ## fuzz the decoders ten times as long as `make test`
	@pytest --hypothesis-profile=nightly -k fuzz

lint:
	@$(PYTHON) grading/environment.py
	@ruff check --quiet . && ruff format --check --quiet .
	@ty check --quiet grading
	@codespell source release utils grading tests benchmarks docs start.py *.md

UV := $(or $(shell command -v uv),.cache/uv/bin/uv)
# torch brings the CUDA libraries that its own build wants, each in one version; the small builds want none.
CUDA := cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cccl nvidia-cuda-cupti nvidia-cuda-nvrtc \
	nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-cusolver nvidia-cusparse \
	nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx triton
LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --upgrade \
	$(addprefix --no-emit-package ,$(CUDA)) pyproject.toml

lock:  ## newest versions into both locks, the student's within the developer's
	@$(LOCK) --extra instructor --extra dev --output-file requirements.lock
	@$(LOCK) --constraint requirements.lock --output-file student.lock

# For a night rather than for every push: both make environments of their own, in .cache/.


lowest: lint  ## the quick tests with the lowest versions that pyproject.toml allows
	@$(UV) venv --quiet --clear .cache/lowest
	@$(UV) pip install --quiet --python .cache/lowest --resolution lowest-direct -r pyproject.toml --all-extras
	@.cache/lowest/bin/python -m pytest -n auto --dist worksteal -m "not slow" -W default  # old packages warn of new ones

pythons: lint  ## the quick tests with the other Pythons that pyproject.toml allows
	@for version in 3.12 3.13 3.14; do \
		if $(UV) venv --quiet --clear --python $$version .cache/$$version; then \
			$(UV) pip install --quiet --python .cache/$$version -r requirements.lock || exit 1; \
			.cache/$$version/bin/python -m pytest -n auto --dist worksteal -m "not slow" || exit 1; \
		else \
			echo "NOT TRIED: there is no Python $$version here, and uv could not fetch one" >&2; \
		fi; \
	done
