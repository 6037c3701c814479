"""Tokens and roles: who may what, and what is kept of a token."""

import re
from pathlib import Path

import pytest

from huimin_rules import InputError
from huimin_rules.ledger.storage import create_ledger
from huimin_rules.web.access import Role, Tokens, new_token, roles_of, token_of
from huimin_rules.web.application import create_app
from huimin_rules.web.problems import Kind
from huimin_rules.web.server import Serving
from huimin_rules.web.settings import Settings
from tests.web.conftest import Secured
from tests.web.running import ID, SHIPPED, Running
from tests.web.test_problems import is_problem

ROUTES = [
    (Role.CHECK, "GET", "/v1/policies"),
    (Role.CHECK, "GET", f"/v1/policies/{ID}"),
    (Role.CHECK, "POST", "/v1/check"),
    (Role.CHECK, "POST", "/v1/questions"),
    (Role.CHECK, "POST", "/v1/check/batch"),
    (Role.RECORD, "POST", "/v1/decisions"),
    (Role.AUDIT, "GET", "/v1/decisions/1/replay"),
]
OPEN = ["/", "/healthz", "/openapi.json"]


@pytest.mark.parametrize(("needed", "method", "path"), ROUTES)
def test_a_route_opens_to_its_role_alone(secured: Secured, needed: Role, method: str, path: str) -> None:
    for role in Role:
        found = secured.client.request(method, path, headers=secured.bearer(role))
        if role is needed:
            assert found.status_code not in (401, 403)
        else:
            said = is_problem(found, Kind.FORBIDDEN)
            assert said["detail"] == f"需要 {needed.value}"
            assert f'error="insufficient_scope", scope="{needed.value}"' in found.headers["www-authenticate"]


@pytest.mark.parametrize(("needed", "method", "path"), ROUTES)
def test_without_a_good_token_nothing_opens(secured: Secured, needed: Role, method: str, path: str) -> None:
    token = secured.tokens[needed]
    for header in ("", "Bearer", f"Bearer {token[:-1]}", f"Bearer {token}x", f"Basic {token}", token):
        found = secured.client.request(method, path, headers={"Authorization": header} if header else {})
        is_problem(found, Kind.UNAUTHORISED)
        assert found.headers["www-authenticate"].startswith('Bearer realm="huimin"')
        assert ("invalid_token" in found.headers["www-authenticate"]) == bool(header)


@pytest.mark.parametrize("path", OPEN)
def test_what_is_about_nobody_is_open(secured: Secured, path: str) -> None:
    assert secured.get(path).status_code == 200


def test_without_tokens_all_may_check_and_nobody_may_record(server: Running) -> None:
    assert server.check({}).status_code == 200
    is_problem(server.post("/v1/decisions", {}), Kind.NO_LEDGER)


def test_a_ledger_needs_tokens(tmp_path: Path) -> None:
    with create_ledger(tmp_path / "ledger.db", "test.example/huimin") as ledger, pytest.raises(InputError) as refused:
        create_app(Settings((SHIPPED,), ledger=ledger))
    assert "有账本时的令牌文件" in str(refused.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.gov.cn"])
def test_nobody_else_is_served_without_tokens(host: str) -> None:
    with pytest.raises(InputError) as refused:
        Serving(Settings((SHIPPED,)), host, 0)
    assert "--tokens" in str(refused.value)


# --- the file


def test_a_token_is_told_once_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    first = new_token(file, "intake", frozenset((Role.CHECK, Role.RECORD)))
    second = new_token(file, "office", frozenset((Role.AUDIT,)))
    assert re.fullmatch(r"huimin_[A-Za-z0-9_-]{43}", first)
    assert first != second
    text = file.read_text()
    assert re.fullmatch(r"intake check,record sha256:[0-9a-f]{64}\noffice audit sha256:[0-9a-f]{64}\n", text)
    assert not {first, second, first.removeprefix("huimin_")} & set(text.split())
    assert file.stat().st_mode & 0o777 == 0o600
    tokens = Tokens.read(file)
    grant = tokens.grant(first)
    assert grant is not None
    assert (grant.name, grant.roles) == ("intake", frozenset((Role.CHECK, Role.RECORD)))
    assert tokens.grant("huimin_") is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o700])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "tokens"
    new_token(file, "intake", frozenset((Role.CHECK,)))
    before = file.read_bytes()
    file.chmod(mode)
    with pytest.raises(InputError) as refused:
        Tokens.read(file)
    assert f"权限是 {mode:04o}" in str(refused.value)
    with pytest.raises(InputError):
        new_token(file, "office", frozenset((Role.AUDIT,)))
    assert file.read_bytes() == before


def test_every_mistake_in_the_file_is_told_and_none_is_repeated(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.touch(0o600)
    secret = "huimin_a-token-that-somebody-put-here"
    file.write_text(f"# ours\n\n{secret}\nintake chek sha256:{'0' * 64}\nintake check sha256:{'0' * 63}\n")
    with pytest.raises(InputError) as refused:
        Tokens.read(file)
    assert [one.line for one in refused.value.problems] == [3, 4, 5]
    assert secret not in str(refused.value)


def test_a_file_without_tokens_opens_nothing(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.touch(0o600)
    with pytest.raises(InputError) as refused:
        Tokens.read(file)
    assert "至少一个令牌" in str(refused.value)


@pytest.mark.parametrize("name", ["", "a b", "甲", "-a", "a" * 65, "a\nb"])
def test_a_name_is_one_word(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        new_token(tmp_path / "tokens", name, frozenset((Role.CHECK,)))


def test_a_name_is_given_once(tmp_path: Path) -> None:
    new_token(tmp_path / "tokens", "intake", frozenset((Role.CHECK,)))
    with pytest.raises(InputError) as refused:
        new_token(tmp_path / "tokens", "intake", frozenset((Role.AUDIT,)))
    assert "还没有用过的名称" in str(refused.value)


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        new_token(tmp_path / "nowhere" / "tokens", "intake", frozenset((Role.CHECK,)))


def test_roles_are_named() -> None:
    assert roles_of("record,check") == {Role.CHECK, Role.RECORD}
    with pytest.raises(InputError) as refused:
        roles_of("chek,admin,")
    assert [one.nearest for one in refused.value.problems] == ["check", "audit", None]


@pytest.mark.parametrize(
    ("header", "token"),
    [("Bearer abc", "abc"), ("bearer  abc", "abc"), ("Bearer a b", None), ("Bearer 令牌", None), ("abc", None)],
)
def test_the_header_is_read_as_it_should_be(header: str, token: str | None) -> None:
    assert token_of(header) == token
