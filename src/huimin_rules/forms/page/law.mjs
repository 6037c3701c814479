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
  const current = inQuestion(passages, clause);
  const shown = passages.map((passage, index) => {
    const first = passage === current[0];
    const label = passage.label ?? "";
    const tag = passage.role === "heading" ? "h3" : "p";
    return h(
      tag,
      {
        "data-key": `p${index}`,
        "data-role": passage.role,
        "data-item": Boolean(passage.clause.item),
        "data-current": current.includes(passage),
        "data-first": first,
        "aria-current": first ? "location" : null,
      },
      label !== "" && passage.role !== "notice" && h("b", {}, label),
      current.includes(passage) ? marked(passage.words, clause.quote) : passage.role === "heading" ? spaced(passage.words) : passage.words,
    );
  });
  return [
    h("div.law", { lang: "zh-CN" }, shown),
    (absent ?? []).map(([article, reason]) => h("p.hint", {}, words.fill(words.absentArticle, [article, reason]))),
    h("p.hint", {}, words.fill(words.textSource, source)),
  ];
}

/** The passages in question: the one that holds the words, else all of the clause. */
function inQuestion(passages, clause) {
  const own = clause === null ? [] : passages.filter((passage) => isIn(passage, clause));
  const quoting = clause?.quote ? own.filter((passage) => passage.words.includes(clause.quote)) : [];
  return quoting.length > 0 ? quoting.slice(0, 1) : own;
}

/** A heading with a space after its number, which is layout and therefore not part of its words. */
function spaced(words) {
  return words.replace(/^第[一二三四五六七八九十百零]+[编章节]/, "$&\u3000");
}

function marked(text, quote) {
  const start = quote === null ? -1 : text.indexOf(quote);
  if (start < 0) {
    return text;
  }
  const end = start + quote.length;
  return [text.slice(0, start), h("mark", {}, text.slice(start, end)), text.slice(end)];
}
