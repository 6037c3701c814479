"""The Merkle tree of RFC 6962 and RFC 9162, section 2.1, over SHA-256: roots, appending, and both proofs.

A leaf is hashed with 0x00 before it and an inner node with 0x01, so that neither can pass for the other. A perfect
subtree is named by its level (leaves are level 0) and its index on that level; once complete it never changes, which
is why a log stores those and nothing else. Verification is pure: it needs the proof, the hashes and no log.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()
"""The root of the tree without leaves."""

Proof: TypeAlias = tuple[bytes, ...]
Nodes: TypeAlias = Callable[[int, int], bytes]
"""The hash of the perfect subtree with this level and this index."""


def leaf_hash(record: bytes) -> bytes:
    """The hash of a leaf: 32 bytes.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def root_of(records: Iterable[bytes]) -> bytes:
    """The root over these records, in one pass and with one hash for each level in memory."""
    frontier = Frontier()
    for record in records:
        frontier.append(leaf_hash(record))
    return frontier.root()


def position(level: int, index: int) -> int:
    """Where a perfect subtree stands among all of them in the order in which they are completed.

    A leaf is followed by the subtrees that it completes, from below: leaf 0, leaf 1, their parent, leaf 2, ...

    >>> [position(0, 0), position(0, 1), position(1, 0), position(0, 2)]
    [0, 1, 2, 3]
    """
    last = ((index + 1) << level) - 1
    return 2 * last - last.bit_count() + level


def positions(size: int) -> int:
    """How many perfect subtrees a tree of this size has completed."""
    return 2 * size - size.bit_count()


class Frontier:
    """A tree in the making: its size, and the hashes of the perfect subtrees that together are all of it.

    There is one hash for each bit that is set in the size, the largest subtree first. `append` takes O(log n) in the
    worst case and O(1) on average. Raises ValueError for hashes that cannot belong to the size.
    """

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count() or any(len(one) != HASH_BYTES for one in hashes):
            raise ValueError(f"no frontier of a tree of {size} leaves")
        self.size = size
        self._hashes = list(hashes)

    @property
    def hashes(self) -> Proof:
        """The hashes, the largest subtree first."""
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add a leaf hash; returns it and every subtree that it completes, from below: in the order of `position`."""
        completed = [leaf]
        rest = self.size
        while rest & 1:
            leaf = node_hash(self._hashes.pop(), leaf)
            completed.append(leaf)
            rest >>= 1
        self._hashes.append(leaf)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._hashes:
            return EMPTY_ROOT
        root = self._hashes[-1]
        for one in reversed(self._hashes[:-1]):
            root = node_hash(one, root)
        return root


def frontier_of(size: int, nodes: Nodes) -> Frontier:
    """The frontier of the first `size` leaves, from stored subtrees."""
    hashes, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            hashes.append(nodes(level, start >> level))
            start += 1 << level
    return Frontier(size, hashes)


def inclusion_proof(index: int, size: int, nodes: Nodes) -> Proof:
    """PATH(index, D[size]) of RFC 6962: the siblings from the leaf up to the root. Raises ValueError for an index that
    is not in a tree of that size.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    return tuple(_path(index, 0, size, nodes))


def _path(index: int, low: int, high: int, nodes: Nodes) -> list[bytes]:
    """From below, within the leaves from `low` up to `high`."""
    siblings = []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            siblings.append(_subtree(middle, high, nodes))
            high = middle
        else:
            siblings.append(_subtree(low, middle, nodes))
            low = middle
    return siblings[::-1]


def consistency_proof(old: int, new: int, nodes: Nodes) -> Proof:
    """PROOF(old, D[new]) of RFC 6962: what shows that the first `old` leaves are still the same. Empty where the sizes
    are equal or `old` is 0. Raises ValueError where `old` is not in 0..new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"no tree of {old} leaves in one of {new}")
    if old in (0, new):
        return ()
    hashes: list[bytes] = []
    low, high, whole = 0, new, True
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            hashes.append(_subtree(middle, high, nodes))
            high = middle
        else:
            hashes.append(_subtree(low, middle, nodes))
            low, whole = middle, False
    if not whole:
        hashes.append(_subtree(low, high, nodes))
    return tuple(reversed(hashes))


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)


def _subtree(low: int, high: int, nodes: Nodes) -> bytes:
    """The root over the leaves from `low` up to `high`, which the recursion of the RFC has cut out of a tree."""
    right: list[bytes] = []
    while (size := high - low) & (size - 1):
        middle = low + _split(size)
        right.append(nodes((middle - low).bit_length() - 1, low >> ((middle - low).bit_length() - 1)))
        low = middle
    level = (high - low).bit_length() - 1
    root = nodes(level, low >> level)
    for one in reversed(right):
        root = node_hash(one, root)
    return root


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that `leaf` is the leaf hash at `index` of the tree with this size and root (RFC 9162,
    section 2.1.3.2).
    """
    if not 0 <= index < size or not _hashes((leaf, root, *proof)):
        return False
    here, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(sibling, found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree with the new size and root begins with the whole of the old one (RFC 9162,
    section 2.1.4.2). Every tree begins with the empty one; that needs the right root for it and no proof.
    """
    if not 0 <= old <= new or not _hashes((old_root, new_root, *proof)):
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old_found = new_found = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old_found, new_found = node_hash(one, old_found), node_hash(one, new_found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            new_found = node_hash(new_found, one)
        here, last = here >> 1, last >> 1
    return last == 0 and old_found == old_root and new_found == new_root


def _hashes(values: Iterable[bytes]) -> bool:
    return all(len(one) == HASH_BYTES for one in values)
