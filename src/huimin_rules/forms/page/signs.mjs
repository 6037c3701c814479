// Signs and names of statuses: the word always stands beside the sign, so that neither colour nor sign is needed.

import { h } from "./dom.mjs";

/** A status as people see it: the sign, which is not read out, and the word. */
export function statusMark(words, status) {
  return h("span.status", { "data-status": status }, h("span.sign", { "aria-hidden": "true" }, words.signs[status]), words.statuses[status]);
}

/** The conclusion as people see it. */
export function conclusionMark(words, conclusion) {
  return h(
    "strong.status",
    { "data-status": conclusion },
    h("span.sign", { "aria-hidden": "true" }, words.conclusionSigns[conclusion]),
    words.conclusions[conclusion],
  );
}

/** What people call an element; the name that the application gives it is most likely Chinese. */
export function elementName(view, path) {
  const { words, labels, desk } = view;
  const name = labels.nameOf(desk.facts, path);
  return [labels.numbered(path, words), name !== null && [words.colon, h("span", { lang: "zh-CN" }, name)]];
}

/** Words of the text, which stay Chinese. */
export function quoted(text) {
  return h("q", { lang: "zh-CN" }, text);
}

/** The button that shows a clause beside the question. */
export function clauseButton(words, citation, quote) {
  return h(
    "button.clause",
    {
      type: "button",
      "data-do": "clause",
      "data-article": citation.article,
      "data-paragraph": citation.paragraph,
      "data-item": citation.item,
      "data-quote": quote,
      lang: "zh-CN",
    },
    citation.label,
  );
}
