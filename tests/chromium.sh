#!/bin/sh
# The browser tests need Chromium. As root it is installed when missing; others are told the command.
[ -n "$PULSE_TEST_CHROMIUM" ] && exit 0
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null && exit 0
fi
echo 'The browser tests need Chromium. Install it with: apt-get install -y chromium fonts-noto-cjk' >&2
echo '(or name one in PULSE_TEST_CHROMIUM)' >&2
exit 1
