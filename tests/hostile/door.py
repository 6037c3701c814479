"""One door of the library in a process of its own: what stands behind it may cost so much and no more.

`python door.py DOOR PATH` prints `refused`, the number of problems and the first of them, or `accepted`. Anything
else, such as a traceback, a kill or a run out of memory, is no answer.
"""

import resource
import sys
from pathlib import Path

MEMORY = 1024 * 1024 * 1024


def main(door: str, path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from pydantic import ValidationError

    from huimin_rules.errors import InputError, PolicyError
    from huimin_rules.loading.cases import load_cases
    from huimin_rules.loading.policy_folder import load_folder
    from huimin_rules.service import check
    from huimin_rules.verdict import Verdict
    from tests.support import MINIMAL

    try:
        match door:
            case "application":
                check(load_folder(MINIMAL), path)
            case "policy":
                load_cases(load_folder(path), path)
            case _:
                Verdict.from_json(path.read_bytes())
    except (InputError, PolicyError) as error:
        print("refused", len(error.problems), str(error.problems[0]).replace(str(path.parent), ""))
    except ValidationError as error:
        print("refused", error.error_count(), str(error).splitlines()[1])
    else:
        print("accepted")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
