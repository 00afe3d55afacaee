"""The encodings of worksheets.

A worksheet is read and rewritten in an encoding in which ASCII is ASCII, so that its bytes can be searched for tags.
Only UTF-16 is not such: it is recoded to UTF-8 first, and back at the end.
"""

from __future__ import annotations

import re

from addin.headless.errors import DamagedPart

UTF_8 = "utf-8"

_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


def encoding_of(head: bytes) -> str:
    """The encoding of a part that starts with these bytes, by its byte order mark or its declaration."""
    if head[:2] == b"\xff\xfe" or head[1:2] == b"\0":
        return "utf-16-le"
    if head[:2] == b"\xfe\xff" or head[:1] == b"\0":
        return "utf-16-be"
    declared = _DECLARED.match(head[:200])
    return declared[1].decode("ascii") if declared else UTF_8


def is_utf_16(encoding: str) -> bool:
    """Whether tags cannot be searched for in it."""
    return encoding in ("utf-16-le", "utf-16-be")


def recoded(data: bytes, old: str, new: str) -> bytes:
    """Bytes in another encoding; a byte order mark is a character among the others."""
    try:
        return data.decode(old).encode(new)
    except UnicodeError as error:
        raise DamagedPart("is not written in the encoding that it declares") from error
