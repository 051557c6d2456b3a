"""The `pulse` command: thin, one sentence on stderr when something is wrong, never a traceback."""
