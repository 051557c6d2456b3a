"""A file on its way through a page and back: nothing of it is kept on the server before it is confirmed."""

import base64
import binascii
import zlib

MOST = 32 * 1024 * 1024


class Spoilt(ValueError):
    """What came back is not what a page sent."""


def pack(data: bytes) -> str:
    """The file as text for a hidden field."""
    return base64.b64encode(zlib.compress(data, 6)).decode()


def unpack(text: str) -> bytes:
    """The file again; `Spoilt` when it is none, or would be larger than any file that is taken."""
    try:
        packed = base64.b64decode(text, validate=True)
        reader = zlib.decompressobj()
        data = reader.decompress(packed, MOST)
    except (binascii.Error, zlib.error) as broken:
        raise Spoilt from broken
    if not reader.eof:
        raise Spoilt
    return data
