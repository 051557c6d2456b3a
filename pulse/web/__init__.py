"""The Flask shell: headers, errors, access declared as data; no domain words."""
