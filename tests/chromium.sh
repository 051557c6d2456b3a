#!/bin/sh
# The browser tests need Chromium and the library of Playwright's driver. As root they are installed when missing;
# others are told the command.
packages='chromium fonts-noto-cjk libatomic1'
there() {
    { [ -n "$PULSE_TEST_CHROMIUM" ] || command -v chromium; } && .venv/lib/python3*/site-packages/playwright/driver/node --version
} >/dev/null 2>&1
there && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing what the browser tests need: $packages"
    # shellcheck disable=SC2086 - one word a package
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null 2>&1
    there && exit 0
fi
echo "The browser tests need Chromium. Install it with: apt-get install -y $packages" >&2
echo '(or name one in PULSE_TEST_CHROMIUM)' >&2
exit 1
