"""What a proof has found is shown to nobody before the reference engine has come to the same."""


class Unconfirmed(Exception):
    """The engine does not confirm what a proof has found: a mistake of the program, and never a result."""

    def __init__(self, policy: str, norm: str | None, proved: str, found: str) -> None:
        super().__init__(f"{policy}, {norm or 'conclusion'}: proof says {proved}, engine says {found}")
