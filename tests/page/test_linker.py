"""Modules become one expression, and whatever is not in the restricted style is refused where it stands."""

import re
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huimin_rules.engines import javascript
from huimin_rules.forms import page as forms
from huimin_rules.service.page.compact import compact
from huimin_rules.service.page.linker import LinkError, link
from tests.engines.javascript.node import NODE


def run(expression: str, shown: str) -> str:
    """What Node prints for something made of the linked value."""
    ran = subprocess.run(
        [str(NODE), "-e", f'"use strict"; const front = {expression};\nconsole.log({shown})'],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


MODULES = {
    "front.mjs": """\
// The front.

import { double, SEVEN as seven } from "./sums/double.mjs";
import {
  Pair,
} from "./pair.mjs";

export { quadruple as fourfold } from "./sums/double.mjs";

/** What is answered. */
export function answer() {
  return new Pair(double(seven), quadruple()).sum();
}

function quadruple() {
  return 1;
}
""",
    "sums/double.mjs": """\
import { plus } from "../plus.mjs";

export const SEVEN = 7;

export function double(number) {
  return plus(number, number);
}

export function quadruple(number) {
  return double(double(number));
}
""",
    "plus.mjs": "export function plus(one, other) {\n  return one + other;\n}\n",
    "pair.mjs": """\
import { plus } from "./plus.mjs";
export class Pair {
  constructor(...pair) {
    this.pair = pair;
  }
  sum() {
    return plus(...this.pair);
  }
}
export function* each() {}
export async function later() {}
""",
    "unused.mjs": "export const UNUSED = 1;\n",
}


def test_modules_are_linked_in_the_order_in_which_they_need_each_other() -> None:
    linked = link(MODULES, "front.mjs")
    assert run(linked, "front.answer(), front.fourfold(3), Object.keys(front)") == "15 12 [ 'answer', 'fourfold' ]"
    assert "UNUSED" not in linked
    assert link(MODULES, "front.mjs") == linked


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('import { a } from "./b.mjs";\n\nlet x = 1;\nimport { c } from "./b.mjs";', "a.mjs:4: .*import { c } from"),
        ('import "./b.mjs";', 'a.mjs:1: not in the restricted style: import "./b.mjs";'),
        ('import * as b from "./b.mjs";', "not in the restricted style"),
        ('import b from "./b.mjs";', "not in the restricted style"),
        ('import { a } from "b";', "not in the restricted style"),
        ("export default 1;", "not in the restricted style: export default 1;"),
        ("export let a = 1;", "not in the restricted style"),
        ("const a = 1;\nexport { a };", "a.mjs:2: not in the restricted style: export { a };"),
        ('const b = await import("./b.mjs");', "not in the restricted style: import("),
        ("const here = import.meta.url;", "not in the restricted style"),
        ('import { a } from "./c.mjs";', "a.mjs:1: no module c.mjs"),
        ('import { z } from "./b.mjs";', "a.mjs:1: b.mjs exports no z"),
        ('\nimport { a } from "./circle.mjs";', "circle.mjs:1: imports in a circle: a.mjs → circle.mjs → a.mjs"),
        ('import { a as b as c } from "./b.mjs";', "a.mjs:1: no name: a as b as c"),
        ('export { a } from "./b.mjs";\nexport const a = 1;', "a.mjs:1: exports a twice"),
    ],
)
def test_what_is_not_in_the_style_is_refused_where_it_stands(text: str, message: str) -> None:
    modules = {
        "a.mjs": text,
        "b.mjs": "export const a = 1;\nexport const c = 2;\n",
        "circle.mjs": 'import { a } from "./a.mjs";\nexport { a } from "./a.mjs";\n',
    }
    with pytest.raises(LinkError, match=message if ".*" in message else re.escape(message)):
        link(modules, "a.mjs")


@pytest.mark.parametrize("modules", [javascript.modules(), forms.modules()], ids=["runtime", "interface"])
def test_every_module_of_the_page_is_needed(modules: dict[str, str]) -> None:
    front = "huimin.mjs" if "huimin.mjs" in modules else forms.FRONT
    linked = link(modules, front)
    assert len(re.findall(r"^const m\d+ = \(\(\) => \{$", linked, re.MULTILINE)) == len(modules)


# --- comments and indentation

PIECES = [
    '"a // no comment"',
    "'it\\'s /* none */'",
    "`a ${1 + `${2}`} // none\n    kept`",
    "`$ \\` {}`",
    "/[/*]\\/\"'`/.source",
    "(4 / 2 / 1)",
    "[6][0] / 2",
    "({ a: 8 }).a / 4",
    "typeof /x/",
    "((a) => { return /}/.test(a); })('}')",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
def test_comments_indentation_and_empty_lines_are_left_out(pieces: list[str]) -> None:
    text = "".join(f"  // a comment, `here\n\n    out.push({piece}); /* another */\n" for piece in pieces)
    assert compact(text) == "".join(f"out.push({piece});\n" for piece in pieces)
    assert compact(compact(text)) == compact(text)


def test_what_is_left_out_changes_nothing() -> None:
    for piece in PIECES:
        text = f"  // first `\n    const found = {piece}; /* last */\n"
        assert run("0", f"(() => {{ {text} return found; }})()") == run(
            "0", f"(() => {{ {compact(text)} return found; }})()"
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("const a = 'b\n';", "a text never ends"),
        ("`a${b", "a gap of a template never ends"),
        ("`a", "a template never ends"),
        ("a = /b\n/", "a regular expression never ends"),
    ],
)
def test_what_never_ends_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        compact(text)
