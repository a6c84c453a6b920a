"""Merkle trees over the log's digests: plain functions, no database.

A leaf binds a line's digest to its number; a node hashes its two children; an odd node goes up unchanged (RFC 6962).
Leaves and nodes are told apart by their first byte, so a node never passes for a leaf.
"""

from collections.abc import Sequence
from hashlib import sha256

GENESIS = bytes(32)
"""What the first seal is chained to."""


def leaf(change: int, digest: bytes) -> bytes:
    """The leaf of one line of the log."""
    return sha256(b"\x00" + change.to_bytes(8, "big", signed=True) + digest).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaves in their order; at least one."""
    if not leaves:
        raise ValueError("A tree needs a leaf.")
    level = list(leaves)
    while len(level) > 1:
        pairs = [sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def chain(previous: bytes, root: bytes) -> bytes:
    """The chained root of a seal: it changes when any seal before it does."""
    return sha256(previous + root).digest()


def mark(leaf: bytes) -> int:
    """The first eight bytes of a leaf as PostgreSQL's bigint."""
    return int.from_bytes(leaf[:8], "big", signed=True)
