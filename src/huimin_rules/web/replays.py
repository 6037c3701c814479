"""The replay of one case, as one value."""

from typing import TYPE_CHECKING

from huimin_rules.frozen import FrozenModel
from huimin_rules.service.audit.replayed import LedgerReplay, Replay

if TYPE_CHECKING:
    from huimin_rules.ledger.storage import Ledger


class ReplayAnswer(FrozenModel):
    """Every record of a case, decided anew, and the sums; what `huimin replay --case --json` gives line by line."""

    records: tuple[Replay, ...]
    summary: LedgerReplay


def replayed(ledger: "Ledger", case: str) -> ReplayAnswer:
    """Replay the records of a case; none where the ledger has no such case. Raises LedgerError."""
    from huimin_rules.service.audit.ledger_replay import replay_ledger

    records: list[Replay] = []
    summary = replay_ledger(ledger, case, each=records.append)
    return ReplayAnswer(records=tuple(records), summary=summary)
