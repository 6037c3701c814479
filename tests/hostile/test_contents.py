"""What a file can hold to make its reader work, or read something else than stands there: an answer within bounds."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from huimin_rules.errors import MAX_PROBLEMS
from huimin_rules.verdict import Verdict
from tests.hostile.bounded import answer
from tests.support import minimal_in

MILLION = 10**6


def bomb() -> str:
    """Aliases of aliases: a thousand million values in a few lines."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "\n".join(lines)


APPLICATIONS: dict[str, tuple[str, Callable[[], str | bytes], str]] = {
    # nesting
    "flow": ("yaml", lambda: "[" * MILLION, "嵌套过深"),
    "flow mappings": ("yaml", lambda: "{a: " * (MILLION // 4), "嵌套过深"),
    "block": ("yaml", lambda: "- " * (MILLION // 2), "嵌套过深"),
    "explicit keys": ("yaml", lambda: "? " * (MILLION // 2), "键必须是文字"),
    "closed flow": ("yaml", lambda: "[" * (MILLION // 2) + "]" * (MILLION // 2), "嵌套过深"),
    "json lists": ("json", lambda: "[" * MILLION, "嵌套过深"),
    "json mappings": ("json", lambda: '{"a":' * (MILLION // 5), "嵌套过深"),
    "json closed": ("json", lambda: "[" * (MILLION // 2) + "]" * (MILLION // 2), "嵌套过深"),
    # what multiplies or merges
    "alias bomb": ("yaml", bomb, "不允许锚点"),
    "anchors": ("yaml", lambda: "[" + "&a 1," * 200_000 + "]", "不允许锚点"),
    "merge keys": ("yaml", lambda: "years: 1\n<<: {years: 2}", "不允许合并键"),
    "yaml twice": ("yaml", lambda: "years: 1\nyears: 2", "键重复：years"),
    "yaml twice, escaped": ("yaml", lambda: 'years: 1\n"y\\x65ars": 2', "键重复：years"),
    "json twice": ("json", lambda: '{"years": 1, "years": 2}', "键重复：years"),
    "json twice, escaped": ("json", lambda: '{"years": 1, "y\\u0065ars": 2}', "键重复：years"),
    "twice, many times": ("yaml", lambda: "{" + "a:," * 300_000 + "}", "键重复：a"),
    # numbers
    "yaml digits": ("yaml", lambda: "years: " + "9" * MILLION, "数字过长"),
    "json digits": ("json", lambda: '{"years": ' + "9" * MILLION + "}", "数字过长"),
    "json decimals": ("json", lambda: '{"years": 0.' + "9" * MILLION + "}", "数字过长"),
    "quoted digits": ("yaml", lambda: 'funds: {own: "' + "9" * (MILLION - 9) + '元"}', "funds.own"),
    "quoted commas": ("yaml", lambda: 'funds: {own: "1' + ",111" * 200_000 + '元"}', "funds.own"),
    "yaml exponent": ("yaml", lambda: "funds: {own: 1e1000000}", "有歧义"),
    "yaml small": ("yaml", lambda: "funds: {own: 1e-1000000}", "有歧义"),
    "json exponent": ("json", lambda: '{"funds": {"own": 1e1000000}}', "指数"),
    "json small": ("json", lambda: '{"funds": {"own": 1e-1000000}}', "指数"),
    "quoted exponent": ("json", lambda: '{"funds": {"own": "1e1000000"}}', "funds.own"),
    "json NaN": ("json", lambda: '{"years": NaN}', "不是数：NaN"),
    "json Infinity": ("json", lambda: '{"years": -Infinity}', "不是数：-Infinity"),
    "yaml nan": ("yaml", lambda: "years: .nan", "有歧义"),
    "yaml inf": ("yaml", lambda: "years: -.inf", "有歧义"),
    "quoted nan": ("json", lambda: '{"funds": {"own": "NaN"}}', "funds.own"),
    # characters
    "json surrogate key": ("json", lambda: '{"\\ud800": 1}', "‹U+D800›"),
    "json surrogate": ("json", lambda: '{"partners": [{"name": "\\udfff"}]}', "‹U+DFFF›"),
    "yaml surrogate": ("yaml", lambda: 'partners: [{name: "\\ud800"}]', "代理字符"),
    "json NUL": ("json", lambda: '{"kind": "hospital\\u0000"}', "‹U+0000›"),
    "yaml NUL": ("yaml", lambda: b"kind: hosp\0ital", "U+0000"),
    "bidirectional key": ("yaml", lambda: "ye\u202ears: 3", "ye‹U+202E›ars"),
    "bidirectional value": ("json", lambda: '{"kind": "hos\u2066pital"}', "hos‹U+2066›pital"),
    "zero width": ("yaml", lambda: "ye\u200bars: 3", "ye‹U+200B›ars：应为本办法的事实"),
    "zero width value": ("yaml", lambda: "kind: hospital\u200b", "hospital‹U+200B›”；是否想写 hospital？"),
    "soft hyphen": ("json", lambda: '{"ye\u00adars": 3}', "ye‹U+00AD›ars"),
    "variation selector": ("json", lambda: '{"years\ufe0f": 3}', "years‹U+FE0F›"),
    "full width": ("yaml", lambda: "ａpplied_on: 2030-06-01", "ａ‹U+FF41›pplied_on：应为本办法的事实"),
    "full width, nearest": ("json", lambda: '{"ａｐｐｌｉｅｄ＿ｏｎ": "2030-06-01"}', "是否想写 applied_on？"),
    "full width digits": ("yaml", lambda: "years: ３", "years：应为"),
    "cyrillic": ("yaml", lambda: "\u0430pplied_on: 2030-06-01", "\u0430‹U+0430›pplied_on：应为本办法的事实"),
    "cyrillic, nearest": ("json", lambda: '{"\u0430pplied_on": 1}', "是否想写 applied_on？"),
    "cyrillic id": ("yaml", lambda: "kind: h\u043espital", "是否想写 hospital？"),
    "not normal": ("json", lambda: '{"ye\u0301ars": 3}', "ye\u0301‹U+0301›ars"),
    "no-break space": ("json", lambda: '{"years\u00a0": 3}', "years‹U+00A0›"),
    "tag of a model": ("json", lambda: '{"?stated": true}', "?stated：应为本办法的事实"),
    "tag in an open term": ("json", lambda: '{"sincere": {"?determination": true}}', "sincere.value"),
    # encodings and lines
    "utf-16": ("yaml", lambda: "years: 3".encode("utf-16"), "不是 UTF-8"),
    "utf-16 without a mark": ("yaml", lambda: "years: 3".encode("utf-16-le"), "U+0000"),
    "utf-32": ("yaml", lambda: "years: 3".encode("utf-32"), "不是 UTF-8"),
    "utf-32 without a mark": ("yaml", lambda: "years: 3".encode("utf-32-be"), "U+0000"),
    "json utf-16": ("json", lambda: '{"years": 3}'.encode("utf-16"), "不是 UTF-8"),
    "json utf-16 without a mark": ("json", lambda: '{"years": 3}'.encode("utf-16-le"), "语法错误"),
    "json utf-32 without a mark": ("json", lambda: '{"years": 3}'.encode("utf-32-le"), "语法错误"),
    "gb 18030": ("yaml", lambda: "kind: 巩义市".encode("gb18030"), "不是 UTF-8"),
    "overlong": ("yaml", lambda: b"kind: \xc0\xafx", "不是 UTF-8"),
    "encoded surrogate": ("json", lambda: b'{"kind": "\xed\xa0\x80"}', "不是 UTF-8"),
    "beyond unicode": ("yaml", lambda: b"kind: \xf4\x90\x80\x80", "不是 UTF-8"),
    "two marks": ("yaml", lambda: b"\xef\xbb\xbf\xef\xbb\xbfyears: 3", "U+FEFF"),
    "U+2028": ("yaml", lambda: "years: 3\u2028kind: hospital", "U+2028"),
    "U+0085": ("yaml", lambda: "years: 3\u0085kind: hospital", "U+0085"),
    # amounts
    "long line": ("yaml", lambda: "kind: " + "x" * (MILLION - 9), "kind：应为"),
    "long text": ("json", lambda: '{"partners": [{"name": "' + "甲" * 300_000 + '"}]}', "partners[0].name：应为"),
    "long blanks": ("yaml", lambda: 'partners: [{name: "' + " " * 900_000 + '"}]', "partners[0].name：应为"),
    "long key": ("yaml", lambda: "? " + "k" * 900_000 + "\n: 1", "键过长"),
    "json long key": ("json", lambda: '{"' + "k" * 900_000 + '": 1}', "键过长"),
    "long tag": ("yaml", lambda: "!" + "a" * 900_000 + " b", "不允许标签"),
    "unknown keys": ("yaml", lambda: "\n".join(f"k{n}: 1" for n in range(100_000)), "k0：应为本办法的事实"),
    "json unknown keys": ("json", lambda: json.dumps({f"k{n}": 1 for n in range(70_000)}), "k0：应为本办法的事实"),
    "almost known": ("json", lambda: json.dumps({f"applied_o{n:05}": 1 for n in range(40_000)}), "是否想写 applied_on"),
    "elements": ("json", lambda: '{"partners": [' + "1," * 500_000 + "1]}", "至多 1000 项"),
    "yaml elements": ("yaml", lambda: "partners: [" + "1," * 500_000 + "]", "至多 1000 项"),
    "empty elements": ("json", lambda: '{"partners": [' + "{}," * 340_000 + "{}]}", "至多 1000 项"),
    "evidence": (
        "json",
        lambda: (
            '{"sincere": {"value": true, "by": "x", "on": "2030-01-01", "reason": "x", "evidence": ['
            + '"x",' * 200_000
            + '"x"]}}'
        ),
        "sincere.evidence：应为",
    ),
    "documents": ("yaml", lambda: "---\n" * 250_000, "一个文件只能有一个"),
    "lines never closed": ("yaml", lambda: 'a: "' + "\n" * MILLION, "引号没有闭合"),
    "lines badly ended": ("yaml", lambda: "a: b\n" + " c\n" * 340_000 + "[", "语法错误"),
    "colons": ("yaml", lambda: "a:" * 500_000, "语法错误"),
    "sexagesimal": ("yaml", lambda: "years: 9" + ":59" * 300_000 + "x", "years：应为"),
    "underscores": ("yaml", lambda: "years: " + "9_" * 500_000, "有歧义"),
}


@pytest.mark.parametrize("name", APPLICATIONS)
def test_a_hostile_application_is_refused_within_bounds(name: str, tmp_path: Path) -> None:
    suffix, write, expected = APPLICATIONS[name]
    content = write()
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    verb, count, said = answer("application", path).split(" ", 2)
    assert verb == "refused"
    assert int(count) <= MAX_PROBLEMS + 1
    assert expected in said


def long_text(words: str) -> bytes:
    return b"---\nsource: a\nsha256: " + b"a" * 64 + b"\n---\n" + words.encode()


def facts(count: int) -> str:
    return "facts:\n" + "\n".join(f"  f{n}: {{type: boolean, label: a, question: b}}" for n in range(count))


def norms(count: int) -> str:
    one = "{{id: a{}, quote: a, title: b, modality: obligation, requires: {{always: true}}, met: a, unmet: b}}"
    return "article: 1\nnorms:\n" + "\n".join(f"  - {one.format(n)}" for n in range(count))


def requires(condition: str) -> str:
    return f"facts: {{}}\nconsistency:\n  - {{id: a, at: b, message: c, requires: {condition}}}\n"


POLICIES: dict[str, tuple[str, Callable[[], str | bytes], str]] = {
    "nesting": ("policy.yaml", lambda: "[" * MILLION, "嵌套过深"),
    "alias bomb": ("facts.yaml", bomb, "不允许锚点"),
    "digits": ("facts.yaml", lambda: "facts: " + "9" * MILLION, "数字过长"),
    "unknown keys": ("policy.yaml", lambda: "\n".join(f"k{n}: 1" for n in range(90_000)), "未知的键 k0"),
    "hidden keys": ("policy.yaml", lambda: "t\u200bitle: a", "t‹U+200B›itle"),
    "signs of models": ("policy.yaml", lambda: "'[key]': 1\n'?text': 2", "[key]"),
    "signs in facts": ("facts.yaml", lambda: "facts: {'[key]': {'[key]': 1, '?fact': 2}}", "[key]"),
    "signs in choices": ("facts.yaml", lambda: "facts: {a: {choices: {'[key]': {'[key]': 1}}}}", "label"),
    "facts": ("facts.yaml", lambda: facts(20_000), "至多可有 1000 项"),
    "facts that none uses": ("facts.yaml", lambda: facts(900), ""),
    "norms": ("article-01.yaml", lambda: norms(9_000), "至多可有 2000 项"),
    "norms that cite nothing": ("article-01.yaml", lambda: norms(1_900), ""),
    "deep condition": ("facts.yaml", lambda: requires("{not: " * 55 + "{always: true}" + "}" * 55), ""),
    "wide condition": ("facts.yaml", lambda: requires(f"{{all: [{'{fact: a},' * 60_000}]}}"), ""),
    "keys of a condition": ("facts.yaml", lambda: requires(f"{{{','.join(f'k{n}: 1' for n in range(80_000))}}}"), ""),
    "no end of the header": ("text.md", lambda: "---\n" + "a: b\n" * 200_000, "应以两行 ---"),
    "lines": ("text.md", lambda: long_text("第一条 a\n" + "字\n" * 240_000), ""),
    "chapters": ("text.md", lambda: long_text("第一章\n" * 100_000), ""),
    "blanks": ("text.md", lambda: long_text("第一条 " + "a " * 400_000), ""),
    "numeral": ("text.md", lambda: long_text("第" + "百" * 300_000 + "条 a"), ""),
    "case": ("cases/x.yaml", lambda: "cases: [{id: a, why: b, given: {'a[9999].b': 1}, expect: {}}]", "不能设置"),
    "cases": (
        "cases/x.yaml",
        lambda: "cases:\n" + "\n".join(f"  - {{id: c{n}, why: a, expect: {{conclusion: x}}}}" for n in range(15_000)),
        "错误超过 500 处，其余没有列出",
    ),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_hostile_policy_is_refused_within_bounds(name: str, tmp_path: Path) -> None:
    file, write, expected = POLICIES[name]
    content = write()
    folder = minimal_in(tmp_path)
    (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    verb, count, said = answer("policy", folder).split(" ", 2)
    assert verb == "refused"
    assert int(count) <= MAX_PROBLEMS + 1
    assert expected in said


@pytest.mark.parametrize(
    "content",
    [
        "[" * MILLION,
        '{"notice":' * 100_000,
        "9" * MILLION,
        '{"notice": 1e1000000}',
        '{"notice": NaN}',
        '{"notice": "\\ud800"}',
        "{" + ",".join(f'"k{n}":1' for n in range(70_000)) + "}",
        "\x00",
        "",
    ],
    ids=range(9),
)
def test_what_is_no_verdict_is_refused_within_bounds(content: str, tmp_path: Path) -> None:
    path = tmp_path / "v.json"
    path.write_text(content, encoding="utf-8")
    assert answer("verdict", path).startswith("refused ")


def test_a_verdict_that_says_two_things_is_refused(tmp_path: Path) -> None:
    from huimin_rules.service import check
    from tests.support import minimal

    text = check(minimal(), {}).to_json()
    assert Verdict.from_json(text).to_json() == text
    path = tmp_path / "v.json"
    path.write_text('{"conclusion":"eligible",' + text[1:], encoding="utf-8")
    assert "Key occurs twice: conclusion" in answer("verdict", path)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_and_either_line_end_are_read(ends: str, mark: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(mark + f"years: 3{ends}kind: hospital{ends}".encode())
    assert answer("application", path) == "accepted"


def test_a_line_end_of_old_is_refused_or_read_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"years: 3\rkinds: hospital\r")
    assert "kinds：应为本办法的事实" in answer("application", path)
