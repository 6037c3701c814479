"""One HTML file: the policy's program, the runtime that decides it, the interface, and a strict policy of content."""

import base64
import hashlib
import html
import re
from functools import cache
from typing import Final

from huimin_rules.canonical import Json, canonical_json
from huimin_rules.engines import javascript
from huimin_rules.forms import page as forms
from huimin_rules.norms.policy import Policy
from huimin_rules.report.phrases import CHINESE, ENGLISH
from huimin_rules.service.page.compact import compact
from huimin_rules.service.page.linker import link
from huimin_rules.service.page.phrases import phrases_of

RUNTIME_FRONT: Final = "huimin.mjs"

_GAP: Final = re.compile(r"\{(\w+)\}")
_UNREAD: Final = re.compile(r"/\*.*?\*/\n?|^\s+", re.DOTALL | re.MULTILINE)
"""What only readers of a style need: comments, indentation, empty lines."""

_BEGIN: Final = """
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const program = read("program");
page.start({ ...runtime, program, policy: runtime.policyOf(program) }, read("phrases"));
"""
_NOSCRIPT: Final = (
    "这个自查页在浏览器里逐项对照条文，需要启用 JavaScript；内容不上传，也不联网。"
    "也可以用命令行自查：huimin new、huimin check。"
    "This self-check decides in the browser and needs JavaScript; nothing is uploaded."
)


def page(policy: Policy) -> str:
    """The self-check of a policy as one HTML file. Equal policies give equal bytes; nothing in it reads a network."""
    script = scripts()
    style = _UNREAD.sub("", forms.style())
    identity = policy.identity
    return _filled(
        forms.markup(),
        {
            "title": html.escape(f"{identity.title} · 申请自查"),
            "name": html.escape(f"《{identity.title}》（{identity.document_number}）申请自查"),
            "noscript": html.escape(_NOSCRIPT),
            "style": style,
            "style_hash": _hash(style),
            "script": script,
            "script_hash": _hash(script),
            "program": _data(_needed(javascript.program(policy))),
            "phrases": _data({"zh": phrases_of(CHINESE), "en": phrases_of(ENGLISH)}),
        },
    )


@cache
def scripts(begin: str = _BEGIN) -> str:
    """The one script, the same for every policy: the runtime, the interface, and how they begin."""
    runtime = link(javascript.modules(), RUNTIME_FRONT)
    interface = link(forms.modules(), forms.FRONT)
    licences = "".join(f"/*\n{path}\n\n{text}*/\n" for path, text in javascript.licences().items())
    return licences + compact(f'"use strict";\n{{\nconst runtime = {runtime};\nconst page = {interface};{begin}}}\n')


def _needed(program: Json) -> Json:
    """The program without what only people read who study the rules."""
    assert isinstance(program, dict)
    return {key: value for key, value in program.items() if key not in ("notes", "unchecked")}


def _filled(markup: str, parts: dict[str, str]) -> str:
    return _GAP.sub(lambda gap: parts[gap[1]], markup)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _data(value: Json) -> str:
    """JSON inside an element: nothing in it can end the element."""
    return canonical_json(value).replace("<", "\\u003c")
