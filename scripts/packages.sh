#!/bin/sh
# Installs the system packages that are missing, through apt. Nothing that apt would start is left running,
# no system database cluster is made, and where nothing is missing neither apt nor root is needed.
set -eu

demo="postgresql redis-server clamav-daemon gettext util-linux libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ca-certificates"
tests="chromium poppler-utils wrk git"
services="postgresql redis-server clamav-daemon clamav-freshclam"

wanted="$demo"
[ "${1:-demo}" = test ] && wanted="$demo $tests"
"${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || wanted="$wanted python3-venv"

is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

command -v dpkg-query >/dev/null || { echo "No apt here. Needed: $wanted" >&2; exit 0; }
missing=""
for package in $wanted; do is_installed "$package" || missing="$missing $package"; done
[ -z "$missing" ] && exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "Run as root or with sudo, to install:$missing" >&2; exit 1; }
    as_root="sudo"
fi

echo "Installing:$missing"
new_services=""
for service in $services; do is_installed "$service" || new_services="$new_services $service"; done
$as_root env DEBIAN_FRONTEND=noninteractive MISSING="$missing" NEW_SERVICES="$new_services" sh -eu <<'ROOT'
no_cluster=/etc/postgresql-common/createcluster.d/edno-gishe.conf
no_start=/usr/sbin/policy-rc.d
made_no_start=""
tidy() { rm -f "$no_cluster"; [ -z "$made_no_start" ] || rm -f "$no_start"; }
trap tidy EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$(dirname "$no_cluster")"
echo "create_main_cluster = false" > "$no_cluster"
if [ ! -e "$no_start" ]; then
    made_no_start=1
    printf '#!/bin/sh\nexit 101\n' > "$no_start"
    chmod 755 "$no_start"
fi
apt-get -qq update
apt-get -qq install -y --no-install-recommends -o Dpkg::Use-Pty=0 $MISSING > /dev/null
for service in $NEW_SERVICES; do
    if command -v systemctl > /dev/null; then systemctl --quiet disable "$service" 2> /dev/null || true; fi
done
ROOT
