"""The comparisons have teeth: modules that are broken on purpose read or write something else than Python does."""

import random
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from stdnum.cn import uscc

from huimin_rules.errors import nearest
from huimin_rules.loading.plain_data import MAX_DEPTH
from huimin_rules.loading.registration import registration_caution
from huimin_rules.loading.strict_yaml import read_yaml
from huimin_rules.visible import visible, visible_name
from tests.engines.javascript.node import changed
from tests.engines.javascript.reading import mutations
from tests.engines.javascript.reading.support import Reader, answered, expected, sent, started
from tests.engines.javascript.reading.test_files import DOCUMENT, SYNTAX, cases, file_cases, flaws, places, told_places
from tests.engines.javascript.reading.test_problems import (
    EVERY_TYPE,
    TRUE_OR_NOT,
    TRUTHS,
    looks_like_an_index,
    pruned,
    wrong_applications,
)
from tests.engines.javascript.reading.test_write import back
from tests.loading import test_strict_yaml
from tests.support import minimal

BREAKS = {
    one["break"]: (f"reading/{one['file']}", one["old"], one["new"])
    for one in yaml.safe_load((Path(__file__).parent / "breaks.yaml").read_text(encoding="utf-8"))
}
MOST_BYTES = 20_000

TEXTS = (
    *(case[0] for case in cases(test_strict_yaml.test_what_means_different_things_to_different_readers_is_refused)),
    *(f"key: {word}" for word in (*test_strict_yaml.SURPRISES.split(), "0.10", "007", "9007199254740993")),
    *(DOCUMENT, DOCUMENT.rstrip(), "a: |\n  x", "😀: 😀\nb: 2 # c\nc: [😀, d]\n", "s:\n  a: 'x\n  'b: 1", "{a\nb: 1}"),
    *("a:\nb: 1\n", "a:\n-\n", "__proto__: {a: 1}", "- a\n-\n- |\n  b\n"),
    *('"\\ud83d\\ude00": 1', "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)),
)
HOSTILE: tuple[dict[str, object], ...] = (
    {"kind": "no", "years": "010", "share": "a #b", "domicile": "行一\n行二", "unknown": {"a": [[1, ["# x"]], {}]}},
    {"\x1b" * 199: 1, "partners": [[{"a": [1, [2]]}]], "funds": {"own": "1.10", "asked": "12:30"}},
    {"partners": [{"name": "丙" * 60, "signed": True}]},
)
CODES = (
    *("91350100M000100Y43", "91350100M000100Y40", "9135-0100 M000100Y43", "９1350100m000100y43", "91350100–M000100Y43"),
    *(f"{one}{uscc.calc_check_digit(one)}" for one in ("91411181MA4QPRTUW", "12345678HJKLMNPQR")),
)
NEAR = [
    ("ab", ["ba", "ac"]),
    ("ac", ["ab", "ad", "aa"]),
    ("ｎａｍｅ", ["name"]),
    ("x", ["y"]),
    ("abcd", ["abdc", "bacd"]),
]
SEEN = ["кind", "א", "ア", "ｱ", "é", "α", "ᄀ", "ᅠ", "한", "\u200b", "\u3000", "\xa0", "字", "\u202e"]
HEADERS = (f"a: 1\n# huimin-policy: a sha256:{'0' * 64}\n", "# huimin-policy: a sha256:00\n")


@lru_cache
def facts() -> tuple[dict[str, object], ...]:
    """Applications that cannot be read, each for a reason of its own, and some that can."""
    rnd = random.Random(3)
    own: list[dict[str, object]] = [
        {"members": [{"role": "lead"}] * 20},
        {"members": [{"role": "lead"}] * 1001},
        {"members": []},
        {"members": [{"role": "lead"}, 3]},
        {"members": [{"role": "lead", "odd": 1, "constructor": 1}]},
        {"plan": {"deep": {"start": "2030-03-01", "end": "2030-02-01"}}, "flag": True},
        {"text": "😀" * 2000, "whole": 1, "number": 1, "percent": "100%"},
        {"text": "\ufeff"},
        {"text": "\x85"},
        {"ｋｉｎｄ": 1, "кind": 2, "ye\u202ears": 3, "k" * 250: 4},
        {"code": "９９０１００", "percent": "30", "uscc": "91350100M000100Y40"},
        {"judged": {**mutations.DETERMINED, "evidence": ["x"] * 1001}},
        {"judged": {"value": True, "by": "甲", "on": "2030-01-01", "other": 1}},
        {f"k{number}": 1 for number in range(600)},
        {"judged": True, "plan": {"judged": True}, "members": [{"role": "lead", "judged": True}]},
        {"text": "不清楚", "code": "不清楚", "members": "不清楚", "plan": {"deep": "不清楚"}},
        {"text": " 无", "code": "不清楚 ", "day": "\u3000不清楚\n", "members": " 不清楚"},
        {"judged": {"value": True, "by": "不清楚", "on": "2030-01-01", "reason": "不清楚 "}},
        {"percent": "900"},
        {"kind": "partici", "members": [{"role": "lead", "uscc": "1"}]},
    ]
    more = [dict(mutations.changed(rnd, mutations.EVERY, mutations.TEXTS + mutations.UNPAIRED)) for _ in range(150)]
    return tuple(one for one in (*own, *more, *map(dict, wrong_applications())) if not looks_like_an_index(one))


def read_facts(reader: Reader | None) -> object:
    if reader is None:
        return [expected(EVERY_TYPE(), one) for one in facts()]
    return reader.read(EVERY_TYPE(), *facts())


def read_as_far_as_can_be(reader: Reader | None) -> object:
    if reader is None:
        return [answered(pruned(EVERY_TYPE(), one), ())["application"] for one in facts()[:40]]
    return [found["application"] for found in reader.readable(EVERY_TYPE(), *facts()[:40])]


def read_texts(reader: Reader | None) -> object:
    if reader is not None:
        found = reader.yaml(*TEXTS)
        return [[one["flaws"], None if one["flaws"] else [one["data"], told_places(one)]] for one in found]
    trees = [read_yaml(text.encode()) for text in TEXTS]
    return [[flaws(tree), None if tree.flaws else [sent(tree.data), places(tree)]] for tree in trees]


@lru_cache
def files() -> tuple[tuple[str, bytes], ...]:
    """Small files, and one that is large and says little."""
    small = [(name, raw) for name, raw in file_cases() if len(raw) < MOST_BYTES or raw.strip() == b"{}"]
    deep = ("a.json", b'{"a": ' * 64 + b"1" + b"}" * 64)
    return (*small, ("a.json", b'{"__proto__": {"years": 1}}'), deep, ("a.yaml", b"a: \xc0\x80"))


def read_files(reader: Reader | None, folder: Path) -> object:
    told: list[list[str]] = []
    for name, raw in files():
        if reader is not None:
            told.append(reader.file(minimal(), raw, name)["told"])
        else:
            path = folder / name
            path.write_bytes(raw)
            told.append(expected(minimal(), path)["told"])
    return [[] if SYNTAX in "".join(one) else one for one in told]


def write_facts(reader: Reader | None) -> object:
    if reader is None:
        return [sent(one) for one in HOSTILE]
    return [sent(back(reader.write(minimal(), one))) for one in HOSTILE]


def judge_codes(reader: Reader | None) -> object:
    return [registration_caution(code) for code in CODES] if reader is None else reader.ask("registration", codes=CODES)


def contradict(reader: Reader | None) -> object:
    return [expected(TRUE_OR_NOT, TRUTHS)] if reader is None else reader.read(TRUE_OR_NOT, TRUTHS)


def look_at_words(reader: Reader | None) -> object:
    if reader is None:
        return [[nearest(name, names) for name, names in NEAR], [[visible(one), visible_name(one)] for one in SEEN]]
    return [reader.ask("nearest", each=NEAR), reader.ask("visible", texts=SEEN)]


def read_headers(reader: Reader | None) -> object:
    if reader is None:
        return [{"policy": None, "readings": {}}] * len(HEADERS)
    return [reader.file(minimal(), text, "a.yaml")["header"] for text in HEADERS]


TRIALS: tuple[Callable[[Reader | None], object], ...] = (
    *(read_facts, read_as_far_as_can_be, read_texts, write_facts, judge_codes, contradict, look_at_words, read_headers),
)


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What Python makes of every trial."""
    return [*(trial(None) for trial in TRIALS), read_files(None, tmp_path_factory.mktemp("files"))]


def noticed(reader: Reader, wanted: list[Any], folder: Path) -> bool:
    """Whether some trial comes to something else; what goes wrong inside is noticed, too."""
    try:
        found = [*(trial(reader) for trial in TRIALS), read_files(reader, folder)]
    except AssertionError:
        return True
    return found != wanted


def test_nothing_is_noticed_where_nothing_is_broken(reader: Reader, wanted: list[Any], tmp_path: Path) -> None:
    for trial, one in zip(TRIALS, wanted, strict=False):
        assert trial(reader) == one, trial.__name__
    assert read_files(reader, tmp_path) == wanted[-1]


@pytest.mark.parametrize("broken", BREAKS)
def test_a_break_is_noticed(wanted: list[Any], tmp_path: Path, broken: str) -> None:
    with started(changed(tmp_path / "runtime", BREAKS[broken])) as reader:
        assert noticed(reader, wanted, tmp_path)
