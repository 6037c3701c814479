"""The Merkle tree against the definitions of RFC 6962, written down again here, and against every wrong proof."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    frontier_of,
    inclusion_proof,
    leaf_hash,
    node_hash,
    position,
    positions,
    root_of,
    verify_consistency,
    verify_inclusion,
)

MOST = 70
RECORDS = [str(number).encode() for number in range(MOST)]

# The leaves of the test vectors of the Certificate Transparency project, and the roots over the first 0 to 8 of them.
VECTORS = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243")] + [
    bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def split(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def mth(records: list[bytes]) -> bytes:
    """RFC 6962, section 2.1."""
    if not records:
        return sha256(b"").digest()
    if len(records) == 1:
        return sha256(b"\0" + records[0]).digest()
    k = split(len(records))
    return sha256(b"\1" + mth(records[:k]) + mth(records[k:])).digest()


def path(m: int, records: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1."""
    if len(records) == 1:
        return []
    k = split(len(records))
    if m < k:
        return [*path(m, records[:k]), mth(records[k:])]
    return [*path(m - k, records[k:]), mth(records[:k])]


def subproof(m: int, records: list[bytes], whole: bool) -> list[bytes]:
    """RFC 6962, section 2.1.2."""
    if m == len(records):
        return [] if whole else [mth(records)]
    k = split(len(records))
    if m <= k:
        return [*subproof(m, records[:k], whole), mth(records[k:])]
    return [*subproof(m - k, records[k:], False), mth(records[:k])]


def nodes(level: int, index: int) -> bytes:
    return SUBTREES[level, index]


SUBTREES = {
    (level, index): mth(RECORDS[index << level : (index + 1) << level])
    for level in range(7)
    for index in range(MOST >> level)
}
TREES = [mth(RECORDS[:size]) for size in range(MOST + 1)]
LEAVES = [mth([record]) for record in RECORDS]


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert mth(VECTORS[:size]).hex() == ROOTS[size]
    assert root_of(VECTORS[:size]).hex() == ROOTS[size]


def test_the_published_proofs() -> None:
    """Those that RFC 6962 spells out in section 2.1.3, for its tree of seven leaves."""
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, ell = node_hash(g, h), node_hash(i, j)
    assert inclusion_proof(0, 7, nodes) == (b, h, ell)
    assert inclusion_proof(3, 7, nodes) == (c, g, ell)
    assert inclusion_proof(4, 7, nodes) == (f, j, k)
    assert inclusion_proof(6, 7, nodes) == (i, k)
    assert consistency_proof(3, 7, nodes) == (c, d, g, ell)
    assert consistency_proof(4, 7, nodes) == (ell,)
    assert consistency_proof(6, 7, nodes) == (i, j, k)


def test_appending_keeps_the_root_and_completes_every_subtree_in_order() -> None:
    frontier, completed = Frontier(), list[bytes]()
    for size, leaf in enumerate(LEAVES):
        assert frontier.root() == TREES[size]
        assert len(completed) == positions(size)
        assert frontier.hashes == frontier_of(size, nodes).hashes
        completed += frontier.append(leaf)
    assert (frontier.size, frontier.root()) == (MOST, TREES[MOST])
    assert len(completed) == len(SUBTREES) == positions(MOST)
    assert all(completed[position(level, index)] == one for (level, index), one in SUBTREES.items())


def test_every_inclusion_proof() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = inclusion_proof(index, size, nodes)
            assert list(proof) == path(index, RECORDS[:size])
            assert verify_inclusion(LEAVES[index], index, size, proof, TREES[size])


def test_every_consistency_proof() -> None:
    for new in range(MOST + 1):
        for old in range(new + 1):
            proof = consistency_proof(old, new, nodes)
            assert list(proof) == (subproof(old, RECORDS[:new], True) if old else [])
            assert verify_consistency(old, new, TREES[old], TREES[new], proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (3, 3), (70, 70)])
def test_no_inclusion_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(index, size, nodes)


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3), (1, 0)])
def test_no_consistency_proof_with_the_future(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no tree"):
        consistency_proof(old, new, nodes)


@pytest.mark.parametrize(("size", "hashes"), [(-1, []), (0, [LEAVES[0]]), (3, [LEAVES[0]]), (1, [b"short"])])
def test_a_frontier_fits_its_size(size: int, hashes: list[bytes]) -> None:
    with pytest.raises(ValueError, match="no frontier"):
        Frontier(size, hashes)


def damaged(proof: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    """The proof with each byte flipped, each hash left out, doubled or cut, and longer at either end."""
    found = [
        (*proof[:at], one[:byte] + bytes([one[byte] ^ 1]) + one[byte + 1 :], *proof[at + 1 :])
        for at, one in enumerate(proof)
        for byte in range(32)
    ]
    for at, one in enumerate(proof):
        found += [
            proof[:at] + proof[at + 1 :],
            (*proof[:at], one, *proof[at:]),
            (*proof[:at], one[:-1], *proof[at + 1 :]),
        ]
    extra = sha256(b"extra").digest()
    return [*found, (extra, *proof), (*proof, extra), (*proof, b"")]


SHAPES = [1, 2, 3, 5, 7, 8, 13]


@pytest.mark.parametrize("size", SHAPES)
def test_no_wrong_inclusion_proof_passes(size: int) -> None:
    for index in range(size):
        leaf, proof, root = LEAVES[index], inclusion_proof(index, size, nodes), TREES[size]
        assert not any(verify_inclusion(leaf, index, size, one, root) for one in damaged(proof))
        for other in range(-1, size + 9):
            assert verify_inclusion(leaf, other, size, proof, root) == (other == index)
        for at in range(32):
            assert not verify_inclusion(leaf, index, size, proof, root[:at] + bytes([root[at] ^ 1]) + root[at + 1 :])
        assert not verify_inclusion(leaf[::-1], index, size, proof, root)
        assert not verify_inclusion(leaf[:-1], index, size, proof, root)
        assert not verify_inclusion(leaf, index, size, proof, root[:-1])
        for other in range(-1, size + 9):
            # A path of the same turns belongs to several sizes; the checkpoint binds the size to the root.
            if verify_inclusion(leaf, index, other, proof, root):
                assert len(path(index, RECORDS[:other])) == len(proof)


@pytest.mark.parametrize("new", SHAPES)
def test_no_wrong_consistency_proof_passes(new: int) -> None:
    for old in range(1, new + 1):
        proof, roots = consistency_proof(old, new, nodes), (TREES[old], TREES[new])
        assert not any(verify_consistency(old, new, *roots, one) for one in damaged(proof))
        assert not verify_consistency(old, new, roots[0][::-1], roots[1], proof)
        assert not verify_consistency(old, new, roots[0], roots[1][::-1], proof)
        assert not verify_consistency(old, new, roots[0][:-1], roots[1], proof)
        assert not verify_consistency(new + 1, new, *roots, proof)
        assert not verify_consistency(-1, new, *roots, proof)
        for other in range(1, new):
            if other != old:
                assert not verify_consistency(old, new, TREES[other], roots[1], proof)


def test_the_empty_tree_is_the_beginning_of_every_tree_and_of_no_proof() -> None:
    assert verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not verify_consistency(0, 0, EMPTY_ROOT, TREES[1], [])
    assert not verify_consistency(0, 3, TREES[1], TREES[3], [])
    assert not verify_consistency(0, 3, EMPTY_ROOT, TREES[3], [TREES[3]])
    assert not verify_consistency(3, 4, TREES[3], TREES[4], [])
    assert not verify_consistency(3, 3, TREES[3], TREES[3], [TREES[3]])
    assert not verify_consistency(4, 5, TREES[4], TREES[5], [])


records = st.lists(st.binary(max_size=3), max_size=24)


@given(records, records, st.data())
def test_a_longer_log_keeps_its_beginning(before: list[bytes], after: list[bytes], data: st.DataObject) -> None:
    """Law: proofs of one log hold between all its sizes; where the beginning differs, none can be made."""
    whole = before + after
    stored = {position(0, index): mth([one]) for index, one in enumerate(whole)}
    frontier = Frontier()
    for size, one in enumerate(whole):
        for above, node in enumerate(frontier.append(leaf_hash(one))):
            stored[positions(size) + above] = node
    proof = consistency_proof(len(before), len(whole), lambda level, index: stored[position(level, index)])
    assert verify_consistency(len(before), len(whole), mth(before), mth(whole), proof)
    other = data.draw(st.lists(st.binary(max_size=3), min_size=len(before), max_size=len(before)))
    assert verify_consistency(len(before), len(whole), mth(other), mth(whole), proof) == (other == before)
