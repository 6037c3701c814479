"""Where the command line keeps compiled policies."""

import os
import sys
from pathlib import Path
from typing import Final

VARIABLE: Final = "HUIMIN_CACHE"


def kept_policies() -> Path | None:
    """The folder for compiled policies: what HUIMIN_CACHE names, or the user's own cache; None where it is empty."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    root = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    try:
        home = Path(root) if root else Path.home() / ".cache"
    except RuntimeError:  # a process may have no home
        return None
    return home / "huimin-rules"
