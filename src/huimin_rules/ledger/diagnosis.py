"""What happened to the entry at which the records and the stored tree part."""

from huimin_rules.ledger.merkle import leaf_hash, node_hash, position
from huimin_rules.ledger.verification import Damage, Flaw, Log


def at_leaf(log: Log, index: int, found: bytes, stored: bytes | None) -> Flaw:
    """The record at `index` hashes to `found` where the tree has `stored`.

    Whether either hash occurs elsewhere, and how often, tells the cases apart: one pass, and no hash is kept.
    """
    if stored is None:
        return Flaw(Damage.INSERTED, f"第 {index} 条不在树里", index)
    records = {found: 0, stored: 0}
    leaves = {found: 0, stored: 0}
    for _, record in log.entries():
        one = leaf_hash(record)
        if one in records:
            records[one] += 1
    leaf = 0
    for place, one in log.nodes() or ():
        if place == position(0, leaf):
            leaf += 1
            if one in leaves:
                leaves[one] += 1
    own_is_gone = records[stored] < leaves[stored]
    belongs_elsewhere = records[found] <= leaves[found]
    match own_is_gone, belongs_elsewhere:
        case True, True:
            return Flaw(Damage.MISSING, f"第 {index} 条不见了，后面的记录移到了它的位置", index)
        case True, False:
            return Flaw(Damage.ALTERED, f"第 {index} 条的内容与写入时的摘要不符", index)
        case False, True:
            return Flaw(Damage.REORDERED, f"第 {index} 条不在原来的位置，换成了别的一条", index)
        case _:
            return Flaw(Damage.INSERTED, f"第 {index} 条是插入的，原来的记录移到了后面", index)


def above(log: Log, level: int, index: int, stored: bytes | None) -> Flaw:
    """Records and leaf hashes fit each other; the first node that does not is (level, index), where the tree has
    `stored`: the records below it were changed together with the hashes below it.
    """
    start, end = index << level, (index + 1) << level
    if level == 1 and stored is not None:
        moved = _moved(log, start, stored)
        if moved is not None:
            return Flaw(Damage.REORDERED, f"第 {moved} 条不在原来的位置，它的摘要也一起换了", moved)
    return Flaw(Damage.ALTERED, f"第 {start} 至 {end - 1} 条中有记录连同摘要一起被改", start, end)


def _moved(log: Log, start: int, parent: bytes) -> int | None:
    """Which leaf of a pair has changed places: the one for which another leaf of the log gives the parent."""
    left, right = (leaf_hash(record) for _, record in log.entries(start, start + 2))
    if node_hash(right, left) == parent:
        return start
    for _, record in log.entries():
        one = leaf_hash(record)
        if node_hash(one, right) == parent:
            return start
        if node_hash(left, one) == parent:
            return start + 1
    return None
