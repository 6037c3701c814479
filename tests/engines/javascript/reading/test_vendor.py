"""The vendored parser is the one that is pinned, and nobody has changed it by hand."""

import hashlib
import json

from huimin_rules.engines.javascript import runtime

VENDOR = runtime() / "reading" / "vendor"
MOST_BYTES = 60_000


def test_the_vendored_file_is_the_pinned_one() -> None:
    pins = json.loads((VENDOR / "js-yaml.json").read_text(encoding="utf-8"))
    module = (VENDOR / "js-yaml.mjs").read_bytes()
    assert hashlib.sha256(module).hexdigest() == pins["sha256"]
    assert pins["integrity"].startswith("sha512-")
    assert f"js-yaml {pins['version']}" in module.decode().partition("\n")[0]
    assert all(change["new"] in module.decode() and change["why"] for change in pins["changes"])


def test_its_licence_lies_beside_it() -> None:
    licence = (VENDOR / "js-yaml.LICENSE").read_text(encoding="utf-8")
    assert "Permission is hereby granted, free of charge" in licence
    assert "Vitaly Puzrin" in licence
    assert f"const licence = {json.dumps(licence)};" in (VENDOR / "js-yaml.mjs").read_text(encoding="utf-8")


def test_it_is_small_and_imports_nothing() -> None:
    module = (VENDOR / "js-yaml.mjs").read_text(encoding="utf-8")
    assert len(module.encode()) < MOST_BYTES
    lines = [line for line in module.splitlines() if line.startswith(("import", "export"))]
    assert lines == ["export const jsYaml = (() => {"]
    assert not any(word in module for word in ("eval(", "new Function", "http:", "https:"))
