# Everything runs in the project's own virtual environment.
PYTHON ?= .venv/bin/python

.PHONY: check quick golden pictures example

check: .venv ## everything that continuous integration runs
	$(PYTHON) tools/check.py

quick: .venv ## the same without the coverage gates
	$(PYTHON) tools/check.py --quick

golden: .venv ## the texts that tests hold workbooks and the README against, to be read before a commit
	PLANSHEET_GOLDEN=write $(PYTHON) -m pytest -q tests/office/test_content.py \
		tests/excel/test_collection_in_office.py tests/compile/test_compiled_workbook.py \
		tests/report/test_whole_report.py tests/project/test_readme.py

pictures: .venv ## the README's pictures, made through LibreOffice
	$(PYTHON) tools/pictures.py

example: .venv ## the example quarter in workbooks/
	$(PYTHON) tools/example.py

.venv: setup.cfg
	python3 -m venv .venv
	.venv/bin/pip install -e ".[dev]"
	touch .venv
