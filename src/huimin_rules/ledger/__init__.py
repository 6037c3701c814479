"""An append-only ledger that shows every change made to it. It never evaluates a record and never reads a clock.

Names for callers, each in its module (importing the room itself costs nothing; the extra is `audit`):

- `storage`: `create_ledger`, `open_ledger`, `Ledger` (`append`, `append_many`, `archive`, `snapshot`), `Appended`
- `snapshot`: `Snapshot` (`entries`, `entry`, `checkpoints`, `archived`, ...), `Head`
- `verify`: `verify`; `verification`: `Verification`, `Flaw`, `Damage`, `RecordCheck`, `Progress`
- `checkpointing`: `sign_checkpoint`, `prove`, `parse_inclusion`, `inclusion_fault`, `Inclusion`
- `keys`: `create_key`, `load_key`, `SigningKey`, `parse_verifier_key`, `VerifierKey`
- `checkpoint`: `Checkpoint`, `parse_checkpoint`; `note`: `Note`, `parse_note`, `signed_by`, `Signed`, `Malformed`
- `export`: `export`, `verify_export`
- `merkle`: roots, proofs and their verification, without any log

Formats, tables and the trust model are in docs/ledger.md.
"""
