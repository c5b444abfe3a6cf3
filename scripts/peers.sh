#!/bin/sh
# Installs the other sides that the delivery tests talk to into the project's own tool folder: an SMTP server and the
# stock client of the text message gateway, in a Python environment of their own; and poppler's programs, which read PDF files. The tests fail where they are missing.
. "$(dirname -- "$0")/lib.sh"

if ! command -v pdfinfo >/dev/null 2>&1 || ! command -v pdftotext >/dev/null 2>&1; then need_packages poppler-utils; fi
wanted=$ROOT/server/tests/peers/requirements.txt
if cmp -s "$wanted" "$TOOLS/peers/installed"; then exit 0; fi
python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || need_packages python3 python3-venv
rm -rf "$TOOLS/peers"
quietly "making a Python environment for the tests" python3 -m venv "$TOOLS/peers"
quietly "installing the other sides of the delivery tests" "$TOOLS/peers/bin/python" -m pip install --quiet \
  --disable-pip-version-check --no-deps --requirement "$wanted"
"$TOOLS/peers/bin/python" -m pip check >/dev/null || die "the packages of $wanted do not fit together"
cp "$wanted" "$TOOLS/peers/installed"
