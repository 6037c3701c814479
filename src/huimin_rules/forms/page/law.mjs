// The official text beside the questions: the clause in question stands out, its words are marked.

import { h } from "./dom.mjs";

/** Whether a passage belongs to a clause: to it or to what stands below it. */
function isIn(passage, clause) {
  return (
    passage.role !== "heading" &&
    passage.clause.article === clause.article &&
    (clause.paragraph === null || clause.paragraph === (passage.clause.paragraph ?? null)) &&
    (clause.item === null || clause.item === (passage.clause.item ?? null))
  );
}

/** `clause` as `{ article, paragraph, item, quote }`, where null is whatever is not named. */
export function clauseFrom(citation, quote) {
  return { article: citation.article, paragraph: citation.paragraph ?? null, item: citation.item ?? null, quote: quote ?? null };
}

/** The whole text; `clause` is the one in question, null where none is. */
export function lawView(view, clause) {
  const { words, program } = view;
  const { passages, absent, source } = program.text;
  let found = false;
  const shown = passages.map((passage, index) => {
    const current = clause !== null && isIn(passage, clause);
    const first = current && !found;
    found = found || current;
    const label = passage.label ?? "";
    const tag = passage.role === "heading" ? "h3" : "p";
    return h(
      tag,
      {
        "data-key": `p${index}`,
        "data-role": passage.role,
        "data-item": Boolean(passage.clause.item),
        "data-current": current,
        "data-first": first,
        "aria-current": first ? "location" : null,
      },
      label !== "" && passage.role !== "notice" && h("b", {}, label),
      current ? marked(passage.words, clause.quote) : passage.words,
    );
  });
  return [
    h("div.law", { lang: "zh-CN" }, shown),
    (absent ?? []).map(([article, reason]) => h("p.hint", {}, words.fill(words.absentArticle, [article, reason]))),
    h("p.hint", {}, words.fill(words.textSource, source)),
  ];
}

function marked(text, quote) {
  const start = quote === null ? -1 : text.indexOf(quote);
  if (start < 0) {
    return text;
  }
  const end = start + quote.length;
  return [text.slice(0, start), h("mark", {}, text.slice(start, end)), text.slice(end)];
}
