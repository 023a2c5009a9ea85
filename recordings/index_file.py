"""The index beside a closed segment: its records' heads without their content, so that opening reads little.

It is only a shortcut: whoever finds none, or one that does not fit, reads the heads from the segment itself.
"""

import hashlib
from typing import Final

from recordings.record_file import HASH_BYTES, HEAD_BYTES, RecordHead, unpack_head

MAGIC: Final = b"AUXIDX1\n"


def index_bytes(heads: bytes) -> bytes:
    """The index of these packed heads."""
    return MAGIC + heads + hashlib.sha256(MAGIC + heads).digest()


def read_index(data: bytes) -> list[RecordHead] | None:
    """The heads, in order; None: this is no index, or not what was written."""
    content, digest = data[:-HASH_BYTES], data[-HASH_BYTES:]
    packed = content[len(MAGIC) :]
    if not content.startswith(MAGIC) or hashlib.sha256(content).digest() != digest:
        return None
    heads = [
        unpack_head(packed[start : start + HEAD_BYTES], seq)
        for seq, start in enumerate(range(0, len(packed) - HEAD_BYTES + 1, HEAD_BYTES), start=1)
    ]
    whole = [head for head in heads if head is not None]
    return whole if len(whole) * HEAD_BYTES == len(packed) else None
