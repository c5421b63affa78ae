#!/bin/sh
# Makes sure of what the tests need from Debian, a browser, LibreOffice and what reads PDF files;
# without them the tests fail, never skip.
set -eu

missing=""
for package in chromium-headless-shell fonts-wqy-microhei libatomic1 libreoffice-calc poppler-utils; do
  if [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>&1)" != installed ]; then
    missing="$missing $package"
  fi
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "The tests need more. Install it with: sudo apt-get install$missing" >&2
  exit 1
fi
apt-get update -q
# Unquoted on purpose: one word for each package.
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
