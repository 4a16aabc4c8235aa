#!/usr/bin/env bash
# Installs the Debian packages that the tests and the demo run on, where they are missing and this is root; says which otherwise. The one list of
# what they need: add here what something new runs on.
set -euo pipefail

# Others than root do not look where servers' programs are.
PATH="$PATH:/usr/sbin:/sbin"
wanted=()
has() { command -v "$1" >/dev/null 2>&1; }
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted+=(postgresql)
has containerd || wanted+=(containerd)
has runc || wanted+=(runc)
has iptables || wanted+=(iptables)
has ip || wanted+=(iproute2)
[ -x /usr/lib/cni/bridge ] || [ -x /opt/cni/bin/bridge ] || wanted+=(containernetworking-plugins)
has setpriv || wanted+=(util-linux)
python3 -m pip --version >/dev/null 2>&1 || wanted+=(python3-pip)
python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || wanted+=(python3-venv)
# The portal: built by Node, tried by a browser that shows Chinese.
has node || wanted+=(nodejs)
has npm || wanted+=(npm)
has chromium || wanted+=(chromium)
ls /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc >/dev/null 2>&1 || wanted+=(fonts-noto-cjk)
# Invoices: their PDFs bear the same fonts, and are read back by the tests.
has pdftotext || wanted+=(poppler-utils)

# Debian's npm is older than what the packages of the portal ask for.
newer_npm() {
  has npm || return 0
  [ "$(npm --version | cut -d. -f1)" -lt 11 ] || return 0
  if [ "$(id -u)" = 0 ] && npm install --global --silent npm@11; then return 0; fi
  echo "npm is older than 11 (as root: npm install -g npm@11); the portal is not built without it"
}
if [ "${#wanted[@]}" = 0 ]; then
  newer_npm
  exit 0
fi

# Only their programs are wanted: neither a database nor a container runtime that starts by itself.
keep_servers_from_starting() {
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  fi
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
  fi
}

if [ "$(id -u)" = 0 ] && has apt-get; then
  echo "installing: ${wanted[*]}"
  keep_servers_from_starting
  export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1
  # What was configured here stays, as whoever administers the machine left it.
  if apt-get update -q && apt-get install -q -y --no-install-recommends -o Dpkg::Options::=--force-confold "${wanted[@]}"; then
    newer_npm
    exit 0
  fi
fi
echo "not installed: ${wanted[*]} (as root: apt-get install ${wanted[*]}); what needs them says that it is skipped"
