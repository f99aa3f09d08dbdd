# Each door sets up what it needs. See README.md.
PYTHON ?= python3
# JupyterLab refuses to run as root unless told that this is meant.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help lab clean

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab:  ## open JupyterLab on your own copy of the assignments
	@$(PYTHON) utils/environment.py --lab
	@jupyter lab $(AS_ROOT) --notebook-dir=lab --LabApp.default_url=/lab/tree/start.ipynb

clean:  ## remove what make has set up (never lab/)
	rm -rf .venv .cache demo

# Absent in what students receive.
-include instructor.mk
