# Everything runs in the project's own virtual environment.
PYTHON ?= .venv/bin/python

.PHONY: check quick pictures example

check: .venv ## everything that continuous integration runs
	$(PYTHON) tools/check.py

quick: .venv ## the same without the coverage gates
	$(PYTHON) tools/check.py --quick

pictures: .venv ## the README's pictures, made through LibreOffice
	$(PYTHON) tools/pictures.py

example: .venv ## the example quarter in workbooks/
	$(PYTHON) tools/example.py

.venv: setup.cfg
	python3 -m venv .venv
	.venv/bin/pip install -e ".[dev]"
	touch .venv
