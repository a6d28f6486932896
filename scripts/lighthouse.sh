#!/bin/sh
# Lighthouse (mobile) on the public pages of a running demo: scripts/lighthouse.sh [ADDRESS]. One line a page.
set -eu
address="${1:-http://127.0.0.1:8000}"
room="$(mktemp -d)"
trap 'rm -rf "$room"' EXIT
npm install --silent --no-save --prefix "$room" lighthouse@13
for page in / /services/ /services/home-patronage/ "/search/?q=храна" /finder/ /changes/ /open-data/ /handbook/ /en/services/; do
    CHROME_PATH="${CHROMIUM:-/usr/bin/chromium}" "$room/node_modules/.bin/lighthouse" "$address$page" --quiet \
        --output=json --output-path="$room/out.json" --only-categories=performance,accessibility,best-practices,seo \
        --chrome-flags="--headless --no-sandbox --disable-gpu --disable-background-networking"
    "${PYTHON:-python3}" - "$page" "$room/out.json" <<'PYTHON'
import json
import sys

report = json.load(open(sys.argv[2]))
scores = {name: round(100 * found["score"]) for name, found in report["categories"].items()}
print(sys.argv[1], scores, f"{report['audits']['total-byte-weight']['numericValue'] / 1000:.0f} kB")
PYTHON
done
