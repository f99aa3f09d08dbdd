# Each door sets up what it needs. See README.md.
PYTHON ?= python3
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help lab clean

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

lab:  ## open JupyterLab on your own copy of the assignments
	@$(PYTHON) start.py

clean:  ## remove what make has set up (never lab/)
	rm -rf .venv .cache demo

# Absent in what students receive.
-include instructor.mk
