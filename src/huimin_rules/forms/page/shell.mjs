// What stands around the questions: the head, the notice on validity, the contents with their progress, the messages.

import { h } from "./dom.mjs";
import { progressOf } from "./questions.mjs";
import { conclusionMark } from "./signs.mjs";

/** The head of the page: what it is, the conclusion so far, what can be done with the file. */
export function headView(view) {
  const { words, program, desk, ui } = view;
  const { identity } = program;
  return h(
    "div.head",
    {},
    h(
      "div.name",
      {},
      h("h1", {}, h("span.policy", { lang: words.langOf(identity.title_en) }, words.pick(identity.title, identity.title_en)), " ", h("span.what-it-is", {}, words.selfCheck)),
    ),
    h(
      "div.tools",
      { role: "group", "aria-label": words.fileOf },
      h("button.quiet", { type: "button", "data-do": "open" }, words.open),
      h("button.quiet", { type: "button", "data-do": "save" }, words.save, ui.dirty && h("span.dot", { title: words.unsaved }, h("span.unseen", {}, words.fill(words.aside, words.unsaved)))),
      h("button.quiet", { type: "button", "data-do": "print" }, words.print),
      h("button.quiet", { type: "button", "data-do": "language", lang: words.english ? "zh-CN" : "en" }, words.other),
    ),
    !desk.isBlank && standing(view),
  );
}

/** The conclusion so far, in one line that leads to the result. */
function standing(view) {
  const { words, desk } = view;
  return h(
    "a.standing",
    { href: "#/result", "data-status": desk.verdict.conclusion },
    h("span.standing-word", {}, words.standing),
    " ",
    conclusionMark(words, desk.verdict.conclusion),
    " ",
    h("span.counts", {}, counts(view).join(" · ")),
  );
}

/** How many findings stand how, in words; what there is none of is left out. */
export function counts(view) {
  const { words, desk } = view;
  return [
    ["unmet", desk.count("unmet")],
    ["unknown", desk.count("unknown")],
    ["needs_judgement", desk.count("needs_judgement")],
    ["settled", desk.count("met", "followed", "not_followed", "not_applicable")],
  ]
    .filter(([, count]) => count > 0)
    .map(([name, count]) => words.fill(words.counts[name], count));
}

/** The notice on validity, first of all. */
export function bannerView(view) {
  return view.banner === null ? null : h("p.banner", { role: "note" }, view.banner);
}

/** The parts with their progress, and the result. */
export function contentsView(view) {
  const { words, sections, ui } = view;
  const link = (id, title, lang, ...more) =>
    h("li", { "data-key": id }, h("a", { href: `#/${id}`, "aria-current": ui.place === id ? "page" : null, lang }, h("span.title", {}, title), more));
  return h(
    "nav.contents",
    { "aria-label": words.parts },
    h(
      "ol",
      {},
      link("start", words.start, null),
      sections.map((section) => {
        const { done, all, wrong } = progressOf(view, section);
        return link(
          section.id,
          words.pick(section.title, section.titleEn),
          words.langOf(section.titleEn),
          h(
            "span.progress",
            { "data-done": done === all, "data-wrong": wrong > 0, lang: words.lang },
            h("span", { "aria-hidden": "true" }, wrong > 0 ? `! ${wrong}` : done === all ? (all > 0 ? "✓" : "–") : words.fill(words.progress, { done, all })),
            h("span.unseen", {}, wrong > 0 ? words.fill(words.wrong, { count: wrong }) : words.fill(words.progressSaid, { done, all })),
          ),
        );
      }),
      link("result", words.result, null),
    ),
  );
}

/** The first page: what this is, and the first step. */
export function startView(view) {
  const { words, program, desk, sections, ui } = view;
  const { identity } = program;
  const questions = program.facts.reduce((count, fact) => count + 1 + (fact.items ?? []).length, 0);
  return h(
    "section.start",
    { "data-key": "start", "aria-labelledby": "start-title" },
    h("h2", { id: "start-title", tabindex: "-1", lang: words.langOf(identity.title_en) }, words.pick(identity.title, identity.title_en)),
    h("p.issued", { lang: "zh-CN" }, words.fill(words.issuedBy, { issuer: identity.issuer, number: identity.document_number })),
    h("p.lead", {}, words.about),
    h("ol.steps", {}, words.steps.map((step) => h("li", {}, step))),
    h("p.hint", {}, words.fill(words.scale, { questions, sections: sections.length })),
    h(
      "p.first",
      {},
      h("a.button.primary", { href: `#/${sections[0].id}` }, desk.isBlank ? words.begin : words.goOn),
      h("button.button", { type: "button", "data-do": "open" }, words.open),
      !desk.isBlank && h("button.button", { type: "button", "data-do": "clear" }, words.clear),
    ),
    h("p.hint", {}, words.openHelp),
    h("p.notice", {}, words.notice),
    h(
      "div.keep",
      {},
      h(
        "label.option",
        {},
        h("input", { type: "checkbox", checked: ui.keeping, "data-do": "keep", "aria-describedby": "keep-help" }),
        h("span.option-text", {}, words.keep),
      ),
      h("p.hint", { id: "keep-help" }, words.keepHelp),
      ui.kept !== null && h("p", {}, words.found, " ", h("button.quiet", { type: "button", "data-do": "take-up" }, words.takeUp), " ", h("button.quiet", { type: "button", "data-do": "forget" }, words.forget)),
    ),
  );
}

/** What has just happened: a message, what goes with it, and how to undo it. */
export function messageView(view) {
  const { words, ui } = view;
  if (ui.message === null) {
    return null;
  }
  const { text, details, undo } = ui.message;
  return h(
    "div.message",
    { "data-key": "message" },
    text.map((one) => h("p", {}, one)),
    details.length > 0 && h("ul", { lang: words.langOf(null) }, details.map(detail)),
    h("p.message-tools", {}, undo && h("button.quiet", { type: "button", "data-do": "undo" }, words.undo), h("button.quiet", { type: "button", "data-do": "dismiss" }, words.dismiss)),
  );
}

function detail({ path, name, said }) {
  return h("li", {}, path === null ? name : h("a", { href: `#/ask/${path}` }, name), name === "" ? said : `：${said}`);
}

/** The choice of what to print, which is offered on the result. */
export function printView(view) {
  const { words } = view;
  return h(
    "div.print-tools",
    { role: "group", "aria-label": words.print },
    h("button.button", { type: "button", "data-do": "print", "data-what": "all" }, words.printAll),
    h("button.button", { type: "button", "data-do": "print", "data-what": "todo" }, words.printTodo),
    h("button.button", { type: "button", "data-do": "print", "data-what": "materials" }, words.printMaterials),
  );
}
