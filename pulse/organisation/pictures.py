"""Which picture a file holds, told by how it begins and never by what it is called."""

LARGEST = 64 * 1024

_BEGINNINGS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def kind_of(content: bytes) -> str | None:
    """Its media type, if it is a PNG, a JPEG or a WebP. An SVG is a program and is none of them."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for kind, beginning in _BEGINNINGS.items() if content.startswith(beginning)), None)
