"""The law of drawing: the document becomes like the view, and elements that stay are the same elements."""

import pytest
from playwright.sync_api import Browser

from huimin_rules.forms import page as forms
from huimin_rules.service.page.linker import link

RANDOM_TREES = """(seed) => {
    const { h, morph } = window.dom;
    let state = seed + 1;
    const below = (bound) => {
        state = (state * 48271) % 2147483647;
        return state % bound;
    };
    const tree = (depth) => {
        const keys = ["a", "b", "c", "d", "e"].filter(() => below(2)).sort(() => below(3) - 1);
        const keyed = keys.map((key) => h(below(4) ? "p" : "section", { "data-key": key, title: `${below(3)}` }, key));
        const word = () => [h("em", { lang: below(2) ? "en" : null }, `${below(5)}`), `${below(9)}`];
        const unkeyed = [...Array(below(4))].map(word);
        const inner = depth === 0 ? [] : [h("div", {}, tree(depth - 1))];
        return [keyed, unkeyed, inner].sort(() => below(3) - 1).flat(3);
    };
    const wrong = [];
    for (let round = 0; round < 300; round += 1) {
        const [target, source] = [h("main", {}, tree(2)), h("main", {}, tree(2))];
        const before = new Map([...target.children].map((one) => [`${one.tagName} ${one.dataset.key}`, one]));
        const wanted = source.cloneNode(true);
        wanted.normalize();
        const [from, to] = [target.outerHTML, source.outerHTML];
        morph(target, source);
        target.normalize();
        const kept = [...target.children].filter((one) => one.dataset.key);
        const strangers = kept.filter((one) => (before.get(`${one.tagName} ${one.dataset.key}`) ?? one) !== one);
        if (!target.isEqualNode(wanted) || strangers.length > 0) {
            wrong.push([from, to, target.outerHTML]);
        }
    }
    return wrong;
}"""


@pytest.mark.parametrize("seed", range(5))
def test_the_document_becomes_like_the_view_and_what_stays_is_the_same(browser: Browser, seed: int) -> None:
    page = browser.new_page()
    page.add_script_tag(content=f"window.dom = {link(forms.modules(), 'dom.mjs')};")
    assert page.evaluate(RANDOM_TREES, seed) == []
    page.close()
