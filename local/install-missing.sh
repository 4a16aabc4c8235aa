#!/usr/bin/env bash
# Installs the Debian packages that the tests and the demo run on, where they are missing and this is root; says which otherwise.
set -euo pipefail

wanted=()
has() { command -v "$1" >/dev/null 2>&1; }
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted+=(postgresql)
has containerd || wanted+=(containerd)
has runc || wanted+=(runc)
has iptables || wanted+=(iptables)
[ -x /usr/lib/cni/bridge ] || wanted+=(containernetworking-plugins)
has setpriv || wanted+=(util-linux)
python3 -m pip --version >/dev/null 2>&1 || wanted+=(python3-pip)
[ "${#wanted[@]}" -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && has apt-get; then
  echo "installing: ${wanted[*]}"
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -q && apt-get install -q -y --no-install-recommends "${wanted[@]}"; then exit 0; fi
fi
echo "not installed: ${wanted[*]} (as root: apt-get install ${wanted[*]}); what needs them says that it is skipped"
