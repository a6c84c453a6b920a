# Svod. The two commands: make demo, make test. Everything a run leaves lies in var/.

PYTHON ?= python3
VENV   := var/venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check --no-input install --quiet --no-deps --require-hashes
ARGS   ?=
ONLY   ?=
WORKERS ?= 2
WORKERS_MORE ?= 3  # a journey in a browser waits more than it works
TOOLING := SVOD_TOOLING=1

.PHONY: help demo stop test test-more test-nightly check bench lock messages format clean

help:
	@echo "make demo      the demo region on this machine (ARGS=\"--organisations 60 --students 250 --port 8010 --fresh\")"
	@echo "make stop      stop it from another terminal"
	@echo "make test      the tests, against real embedded servers (ARGS=path or any option of pytest)"
	@echo "make test-more what takes minutes: a storm of faults, fuzzing, crawls of every role, axe, whole journeys"
	@echo "make test-nightly  the same at length: longer storms, more nonsense, deeper crawls, every page in all four looks"
	@echo "make check     lint, types, borders between rooms, migrations, templates, API description"
	@echo "make bench     measurements into var/bench.json (ONLY=name)"
	@echo "make format    format code and templates"
	@echo "make lock      pin dependencies anew (needs uv)"
	@echo "make messages  collect strings to translate (needs gettext)"
	@echo "make clean     delete what runs left in var/, but not the demo's data"

# --- environments: made once, from the locks --------------------------------------------------------------------------

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "svod: Python 3.11 or newer is needed; name it: make demo PYTHON=python3.12"; exit 1; }
	@echo "  making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "svod: Python can't make a virtual environment. On Debian and Ubuntu: apt-get install -y python3-venv"; \
	  rm -rf $(VENV); exit 1; }

$(VENV)/.base: deploy/requirements/base.txt | $(PY)
	@echo "  installing what Svod runs with (once; some minutes on a slow line)"
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null
	@$(PIP) -r deploy/requirements/base.txt
	@touch $@

$(VENV)/.dev: deploy/requirements/dev.txt | $(PY)
	@echo "  installing what the tests and checks need (once)"
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null
	@$(PIP) -r deploy/requirements/dev.txt
	@touch $@ $(VENV)/.base

# --- the demo ---------------------------------------------------------------------------------------------------------

demo: $(VENV)/.base
	@exec $(PY) manage.py demo $(ARGS)

stop:
	@$(PY) -m deploy.demo_servers

# --- tests and checks -------------------------------------------------------------------------------------------------

test: $(VENV)/.dev
	@$(PY) -m pytest -n $(WORKERS) $(ARGS)

test-more: $(VENV)/.dev
	@$(PY) -m pytest -m "more and not nightly" -n $(WORKERS_MORE) $(ARGS)

test-nightly: $(VENV)/.dev
	@$(PY) -m pytest -m nightly -n $(WORKERS) $(ARGS)

check: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(PY) -m deploy.compile_messages
	$(TOOLING) $(VENV)/bin/mypy
	$(TOOLING) $(VENV)/bin/lint-imports --no-logo
	git ls-files -z '*.html' | xargs -0 -r $(VENV)/bin/djhtml --check
	$(TOOLING) $(PY) -W error manage.py check --fail-level WARNING
	$(TOOLING) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(TOOLING) $(PY) manage.py lint_migrations
	$(TOOLING) $(PY) manage.py spectacular --validate --fail-on-warn --file var/openapi.yaml
	$(TOOLING) $(PY) manage.py spectacular --urlconf deploy.urls_organisation --validate --fail-on-warn \
		--file var/openapi-organisation.yaml
	@echo "make check: all is well"

format: $(VENV)/.dev
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .
	git ls-files -z '*.html' | xargs -0 -r $(VENV)/bin/djhtml

bench: $(VENV)/.dev
	@$(PY) -m tests.bench $(ONLY)

# --- now and then -----------------------------------------------------------------------------------------------------

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links pyproject.toml

lock:
	$(LOCK) -o deploy/requirements/base.txt
	$(LOCK) --group dev -c deploy/requirements/base.txt -o deploy/requirements/dev.txt

messages: $(VENV)/.dev
	@command -v xgettext >/dev/null || { echo "svod: xgettext is missing: apt-get install -y gettext"; exit 1; }
	@for app in $$(git ls-files '*/locale/*/django.po' | sed 's|/locale/.*||' | sort -u); do \
	  echo "  $$app"; \
	  (cd $$app && $(TOOLING) PYTHONPATH=$(CURDIR) DJANGO_SETTINGS_MODULE=deploy.settings \
	    $(CURDIR)/$(PY) -m django makemessages --all --no-obsolete --add-location file) || exit 1; \
	done

clean:
	rm -rf var/static var/log var/openapi.yaml var/openapi-organisation.yaml .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	-$(PY) -m deploy.embedded destroy test
	find . -path ./var -prune -o \( -name __pycache__ -o -name '*.mo' \) -print0 | xargs -0 -r rm -rf
