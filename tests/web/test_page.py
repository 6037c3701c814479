"""The page at `/` is the one that `huimin page` writes."""

import re

from huimin_rules.service.page import page
from tests.web.running import SHIPPED, Running


def test_the_page_is_the_page(server: Running) -> None:
    found = server.get("/")
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.text == page(SHIPPED.policy)


def test_its_policy_of_content_is_as_strict_as_the_page_s_own(server: Running) -> None:
    found = server.get("/")
    header = found.headers["content-security-policy"]
    own = re.search(r'Content-Security-Policy" content="([^"]*)"', found.text)
    assert own is not None
    assert header == f"{own[1]}; frame-ancestors 'none'"
    assert "default-src 'none'" in header
    assert "unsafe" not in header
