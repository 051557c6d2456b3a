"""Mail that comes back: notices of it (RFC 3464) are read from a folder or posted, and the address is left alone."""
