"""`python -m pulse` is the `pulse` command. What it writes is for its own user's eyes."""

import os

from pulse.cli.main import main

os.umask(0o077)
main()
