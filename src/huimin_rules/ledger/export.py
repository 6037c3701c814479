"""A ledger as plain files, which anybody can verify with tools of their own.

records.jsonl   the entries, one record a line, in order
checkpoint      the latest checkpoint: it covers exactly these lines
archive/        what the records refer to, each file named by the SHA-256 of its content
README.md       the format, and a program of twenty lines that verifies it
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from huimin_rules.errors import InputError, InputProblem
from huimin_rules.ledger.checkpoint import parse_checkpoint
from huimin_rules.ledger.keys import VerifierKey
from huimin_rules.ledger.merkle import Frontier, leaf_hash
from huimin_rules.ledger.note import Malformed
from huimin_rules.ledger.snapshot import damaged
from huimin_rules.ledger.storage import Ledger
from huimin_rules.ledger.verification import Progress, RecordCheck, Verification
from huimin_rules.ledger.verify import verify_log

RECORDS: Final = "records.jsonl"
CHECKPOINT: Final = "checkpoint"
ARCHIVE: Final = "archive"
_PREFIX: Final = "sha256:"
_MOST_NOTE: Final = 1_000_001

README: Final = """\
# 决定记录账本的导出

- `records.jsonl`：全部记录，一行一条，按写入次序；一条是一份规范 JSON（RFC 8785），行末是一个换行（不属于记录）。
- `checkpoint`：签名的检查点（https://c2sp.org/tlog-checkpoint）：来源、条数、根的 base64，空行，签名。
- `archive/`：记录所引用的内容；文件名是内容的 SHA-256。

根是 RFC 6962 的 Merkle 树：叶是 SHA-256(0x00 ‖ 记录)，节点是 SHA-256(0x01 ‖ 左 ‖ 右)。
根与检查点一致，说明每一个字节都是签发时的样子；签名说明检查点是谁签发的。
签名要用另外得到的公钥核对，检查点要与自己留存的比较：同在这里的文件可以一起更换。

下面的程序只用 Python 标准库核对条数、根和存档（`python3 verify.py`）；签名的核对见 docs/ledger.md。

```python
import base64, hashlib, pathlib

def sha256(data):
    return hashlib.sha256(data).digest()

origin, size, root = pathlib.Path("checkpoint").read_text("utf-8").split("\\n")[:3]
frontier, count = [], 0
with open("records.jsonl", "rb") as lines:
    for line in lines:
        node, rest = sha256(b"\\x00" + line.removesuffix(b"\\n")), count
        while rest & 1:
            node, rest = sha256(b"\\x01" + frontier.pop() + node), rest >> 1
        frontier.append(node)
        count += 1
found = frontier.pop() if frontier else sha256(b"")
while frontier:
    found = sha256(b"\\x01" + frontier.pop() + found)
assert count == int(size), f"{count} records, and the checkpoint says {size}"
assert found == base64.b64decode(root), "the root differs from the checkpoint"
for file in pathlib.Path("archive").iterdir():
    assert sha256(file.read_bytes()).hex() == file.name, f"{file} has been changed"
print(f"{origin}: {count} records, as the checkpoint says")
```
"""


def export(ledger: Ledger, folder: Path, progress: Progress | None = None) -> int:
    """Write the entries that the latest checkpoint covers, and everything that belongs to them, into a new folder;
    returns their number.

    Raises InputError where there is no checkpoint or the folder cannot be made, LedgerError where the entries are not
    those of the checkpoint: damage is not exported.
    """
    with ledger.snapshot() as now:
        note = now.latest_checkpoint()
        if note is None:
            raise InputError([InputProblem("检查点", "签发过检查点的账本（huimin ledger checkpoint）", "一个也没有")])
        found = parse_checkpoint(note)
        if isinstance(found, Malformed):
            raise damaged(f"最近的检查点读不懂，{found.reason}")
        signed = found.checkpoint
        with _writing(folder):
            folder.mkdir(parents=True)
            (folder / ARCHIVE).mkdir()
            tree = Frontier()
            with (folder / RECORDS).open("xb") as file:
                for _, record in now.entries(0, signed.size):
                    file.write(record + b"\n")
                    tree.append(leaf_hash(record))
                    if progress is not None and tree.size % 1024 == 0:
                        progress(tree.size, signed.size)
            if (tree.size, tree.root()) != (signed.size, signed.root):
                raise damaged(f"前 {signed.size} 条的根与最近的检查点不符；{folder} 里的导出不完整")
            for name, content in now.archive():
                (folder / ARCHIVE / _file_name(name)).write_bytes(content)
            (folder / "README.md").write_text(README, encoding="utf-8", newline="\n")
            # Last: an export without a checkpoint is not finished.
            (folder / CHECKPOINT).write_bytes(note)
    if progress is not None:
        progress(signed.size, signed.size)
    return signed.size


def _file_name(digest: str) -> str:
    """The file of some archived content; a digest that is none could lead anywhere."""
    name = digest.removeprefix(_PREFIX)
    if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
        raise damaged(f"存档的摘要 {digest} 不是摘要")
    return name


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            [InputProblem("导出", "尚不存在、可以写入的文件夹", error.strerror or "", file=str(folder))]
        ) from None


def verify_export(
    folder: Path,
    checkpoint: bytes | None = None,
    verifier_key: VerifierKey | None = None,
    progress: Progress | None = None,
    check: RecordCheck | None = None,
) -> Verification:
    """Verify an export as `verify` verifies a ledger. Raises InputError for a folder that is none."""
    return verify_log(_Files(folder), checkpoint, verifier_key, progress, check)


class ExportArchive:
    """What an export has in its archive."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / ARCHIVE

    def archived(self, digest: str) -> bytes | None:
        """The content under a digest, as the file has it; None where there is none."""
        path = self._folder / _file_name(digest)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InputError([InputProblem("导出", "可以读取的文件", error.strerror or "", file=str(path))]) from None


class _Files:
    """An export, as a log without a stored tree."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            with (folder / CHECKPOINT).open("rb") as file:
                self._note = file.read(_MOST_NOTE)
            self._bytes = (folder / RECORDS).stat().st_size
            self._archived = sorted((folder / ARCHIVE).iterdir())
        except OSError as error:
            name = os.path.basename(error.filename or "")
            raise InputError(
                [
                    InputProblem(
                        "导出",
                        f"含有 {RECORDS}、{CHECKPOINT} 和 {ARCHIVE} 的文件夹",
                        f"读不到 {name}",
                        file=str(folder),
                    )
                ]
            ) from None
        found = parse_checkpoint(self._note)
        # Without a readable checkpoint the log has no name; that flaw is found with the checkpoint itself.
        stated = None if isinstance(found, Malformed) else found.checkpoint
        self.origin = "" if stated is None else stated.origin
        self._size = None if stated is None else stated.size

    def size(self) -> int | None:
        """The number that the checkpoint states."""
        return self._size

    def entries(self, start: int | None = None, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
        """The lines, without their line feeds. A last line without one has lost it: that is another record."""
        with (self._folder / RECORDS).open("rb") as file:
            for index, line in enumerate(file):
                if (start is None or index >= start) and (stop is None or index < stop):
                    yield index, line[:-1] if line.endswith(b"\n") else line + b"\n"

    def nodes(self) -> None:
        """None: an export stores no tree."""

    def frontier(self) -> None:
        """None: an export stores no head."""

    def checkpoints(self) -> Iterator[tuple[int, bytes]]:
        """The one of the export."""
        yield 0, self._note

    def archive(self) -> Iterator[tuple[str, bytes]]:
        """The files, each under the digest that its name states."""
        for path in self._archived:
            try:
                yield f"{_PREFIX}{path.name}", path.read_bytes()
            except OSError as error:
                raise InputError(
                    [InputProblem("导出", "可以读取的文件", error.strerror or "", file=str(path))]
                ) from None
