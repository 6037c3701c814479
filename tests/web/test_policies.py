"""What is told about policies, and when it may be kept."""

import pytest

from huimin_rules.norms.facts import FactList
from huimin_rules.web.problems import Kind
from tests.web.running import ID, MINIMAL, SHIPPED, Running
from tests.web.test_problems import is_problem

POLICY = SHIPPED.policy


def test_the_policies_are_listed(server: Running) -> None:
    found = server.get("/v1/policies").json()["policies"]
    assert [(one["id"], one["digest"]) for one in found] == [
        (one.policy.id, one.policy.digest) for one in (SHIPPED, MINIMAL)
    ]
    assert found[0]["start"] == "2021-12-22"
    assert found[0]["last_days"] == ["2022-12-21", "2022-12-22"]


def test_a_policy_is_told_as_a_whole(server: Running) -> None:
    found = server.get(f"/v1/policies/{ID}").json()
    assert found["notice"] == "自查结果，非行政决定"
    assert [one["words"] for one in found["text"]["passages"]] == [one.words for one in POLICY.text.passages]
    assert found["text"]["absent"][0][0] == 12
    assert [one["fact"] for one in found["facts"]] == [fact.path for fact in POLICY.facts]
    for told, fact in zip(found["facts"], POLICY.facts, strict=True):
        items = [item.path for item in fact.items] if isinstance(fact, FactList) else []
        assert (told["label"], [item["fact"] for item in told["items"]]) == (fact.asked.label, items)
    assert [(one["id"], one["quote"], one["citation"]["label"]) for one in found["norms"]] == [
        (norm.id, norm.ground.quote, norm.ground.clause.label) for norm in POLICY.norms
    ]
    assert [one["id"] for one in found["readings"]] == [reading.id for reading in POLICY.readings]


@pytest.mark.parametrize("path", ["/v1/policies", f"/v1/policies/{ID}"])
def test_what_has_not_changed_is_not_sent_again(server: Running, path: str) -> None:
    first = server.get(path)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = server.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert server.get(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_the_tag_of_a_policy_is_its_digest(server: Running) -> None:
    tags = {server.get(f"/v1/policies/{one.policy.id}").headers["etag"] for one in (SHIPPED, MINIMAL)}
    assert {tag.strip('"').partition("-")[0] for tag in tags} == {
        one.policy.digest.removeprefix("sha256:") for one in (SHIPPED, MINIMAL)
    }


def test_another_policy_is_not_there(server: Running) -> None:
    assert ID in is_problem(server.get("/v1/policies/other"), Kind.UNKNOWN_POLICY)["detail"]


def test_what_is_checked_is_not_kept(server: Running) -> None:
    assert server.check({}).headers["cache-control"] == "no-store"
