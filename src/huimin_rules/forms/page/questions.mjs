// Questions: the section that is open, its questions with why each is asked, lists with their elements.

import { UNCLEAR, isAnswered } from "./desk.mjs";
import { h } from "./dom.mjs";
import { controls, hintOf, isChosen } from "./fields.mjs";
import { toldProblem } from "./problems.mjs";
import { clauseButton, elementName, quoted, statusMark } from "./signs.mjs";

const SHOWN_NORMS = 3;

/** The questions of a section: those that matter or are answered, and folded away the others. */
export function sectionView(view, section, number) {
  const { words, sections } = view;
  const shown = section.facts.filter((fact) => view.isShown(fact.path));
  const folded = section.facts.filter((fact) => !view.isShown(fact.path));
  return h(
    "section.questions",
    { "data-key": section.id, "aria-labelledby": "section-title" },
    h("p.step", {}, words.fill(words.part, { number: number + 1, all: sections.length })),
    h("h2", { id: "section-title", tabindex: "-1", lang: words.langOf(section.titleEn) }, words.pick(section.title, section.titleEn)),
    shown.length === 0 && h("p.hint", {}, words.nothingOpen),
    shown.map((fact) => entry(view, fact)),
    folded.length > 0 && foldedAway(view, section.id, words.folded, folded.map((fact) => entry(view, fact))),
    h(
      "p.turn",
      {},
      number > 0 && h("a.button", { href: `#/${sections[number - 1].id}` }, words.before),
      number + 1 < sections.length
        ? h("a.button.primary", { href: `#/${sections[number + 1].id}` }, `${words.after}${words.colon}${words.pick(sections[number + 1].title, sections[number + 1].titleEn)}`)
        : h("a.button.primary", { href: "#/result" }, words.toResult),
    ),
  );
}

function foldedAway(view, id, summary, questions) {
  const { words } = view;
  return h(
    "details.moot",
    { "data-key": `${id}/moot` },
    h("summary", {}, words.fill(summary, questions.length)),
    h("p.hint", {}, words.mootHelp),
    questions,
  );
}

function entry(view, fact) {
  return fact.kind === "FactList" ? list(view, fact) : question(view, fact, fact.path);
}

/** The words of a question: in English the label stands first, for the question itself is Chinese. */
function asking(view, fact) {
  const { words } = view;
  const { asked } = fact;
  const chip = fact.judgement && h("span.chip", {}, words.openTerm);
  if (words.english && asked.label_en) {
    return [h("span.ask", {}, asked.label_en), chip, h("span.ask-zh", { lang: "zh-CN" }, asked.question)];
  }
  return [h("span.ask", { lang: words.langOf(null) }, asked.question), chip];
}

/** A question with a single answer. */
function question(view, fact, path) {
  const { words } = view;
  const hint = fact.judgement ? words.judgedHelp : hintOf(words, fact);
  const problems = view.problemsTold(path);
  const describedBy = [
    fact.asked.help && `${path}/help`,
    hint && `${path}/hint`,
    problems.length > 0 && `${path}/problem`,
  ]
    .filter(Boolean)
    .join(" ");
  const about = [
    fact.asked.help && h("p.help", { id: `${path}/help`, lang: words.langOf(null) }, fact.asked.help),
    hint && h("p.hint", { id: `${path}/hint` }, hint),
    problems.map((problem) =>
      h("p.problem", { id: `${path}/problem` }, h("strong", {}, words.problemSign), words.colon, toldProblem(words, problem), words.stop, words.countsUnknown),
    ),
  ];
  const body = isChosen(fact)
    ? h("fieldset", { "aria-describedby": describedBy || null }, h("legend", {}, asking(view, fact)), about, controls(view, fact, path))
    : [h("label", { for: `${path}/field` }, asking(view, fact)), about, controls(view, fact, path, describedBy || null)];
  return h(
    "div.question",
    { id: `question/${path}`, "data-question": path, "data-key": path, "data-wrong": problems.length > 0 },
    body,
    why(view, fact, path),
  );
}

/** Why a question is asked: the findings that look at the answer, with their clause, words and status. */
function why(view, fact, path) {
  const { words, desk, labels } = view;
  const findings = desk.findingsFor(path);
  const line = (finding) =>
    h(
      "li",
      { "data-key": finding.norm },
      statusMark(words, finding.status),
      " ",
      h("span.norm", { lang: words.langOf(labels.norms.get(finding.norm).wording.title_en) }, labels.title(finding.norm, words)),
      ["obligation", "validity"].includes(finding.modality) ? null : h("span.aside", {}, words.fill(words.aside, words.noEffect)),
      h("span.ground", {}, clauseButton(words, finding.citation, finding.quote), " ", quoted(finding.quote)),
    );
  const { clause, informative, evidence } = fact.asked;
  const more = findings.slice(SHOWN_NORMS);
  return h(
    "div.why",
    { "aria-label": words.why, role: "group" },
    (findings.length > 0 || clause) && h("p.why-title", { "aria-hidden": "true" }, words.why),
    findings.length > 0 && h("ul", {}, findings.slice(0, SHOWN_NORMS).map(line)),
    more.length > 0 &&
      h("details", { "data-key": "more" }, h("summary", {}, words.fill(words.moreNorms, more.length)), h("ul", {}, more.map(line))),
    findings.length === 0 && clause && h("p", {}, clauseButton(words, clause, null)),
    informative && h("p", { lang: words.langOf(null) }, words.fill(words.onlyInforms, informative)),
    evidence && evidence.length > 0 && h("p.evidence", { lang: words.langOf(null) }, words.fill(words.evidence, evidence.join("、"))),
  );
}

/** A list: whether there are any, and its elements one below the other. */
function list(view, fact) {
  const { words, desk } = view;
  const value = desk.at(fact.path);
  const elements = Array.isArray(value) ? value : [];
  const chosen = value === UNCLEAR ? UNCLEAR : Array.isArray(value) ? (value.length > 0 ? "each" : "none") : null;
  const problems = view.problemsTold(fact.path);
  const answer = (id, label) =>
    h(
      "label.option",
      { "data-key": id },
      h("input", { type: "radio", name: fact.path, value: id, checked: chosen === id, "data-do": "list", "data-path": fact.path }),
      h("span.option-text", {}, label),
    );
  return h(
    "div.question.list",
    { id: `question/${fact.path}`, "data-question": fact.path, "data-key": fact.path, "data-wrong": problems.length > 0 },
    h(
      "fieldset",
      { "aria-describedby": fact.asked.help ? `${fact.path}/help` : null },
      h("legend", {}, asking(view, fact)),
      fact.asked.help && h("p.help", { id: `${fact.path}/help`, lang: words.langOf(null) }, fact.asked.help),
      problems.map((problem) => h("p.problem", { id: `${fact.path}/problem` }, h("strong", {}, words.problemSign), words.colon, toldProblem(words, problem))),
      h(
        "div.options",
        { "data-short": true },
        answer("each", words.oneByOne),
        (fact.at_least ?? 0) === 0 && answer("none", words.noneOfThem),
        answer(UNCLEAR, words.unclear),
      ),
    ),
    why(view, fact, fact.path),
    elements.map((_, index) => element(view, fact, `${fact.path}[${index}]`)),
    elements.length > 0 &&
      h("button.quiet", { type: "button", id: `${fact.path}/add`, "data-do": "add", "data-path": fact.path }, `＋ ${words.add}`),
  );
}

function element(view, fact, path) {
  const { words, labels, desk } = view;
  const name = labels.element(desk.facts, path, words);
  const shown = fact.items.filter((item) => view.isShown(pathOf(path, item)) || item.path.endsWith(`[].${fact.titled_by}`));
  const folded = fact.items.filter((item) => !shown.includes(item));
  return h(
    "section.element",
    { "data-key": path, "aria-labelledby": `${path}/name` },
    h(
      "div.element-head",
      {},
      h("h3", { id: `${path}/name` }, elementName(view, path)),
      h("button.quiet", { type: "button", "data-do": "remove", "data-path": path, "aria-label": words.fill(words.removeSaid, name) }, words.remove),
    ),
    shown.map((item) => question(view, item, pathOf(path, item))),
    folded.length > 0 &&
      foldedAway(view, path, words.mootField, folded.map((item) => question(view, item, pathOf(path, item)))),
  );
}

function pathOf(element, item) {
  return `${element}.${item.path.slice(item.path.indexOf("[].") + 3)}`;
}

/** Every path of a section at which something can be answered now. */
export function pathsOf(view, section) {
  return section.facts.flatMap((fact) => {
    const value = view.desk.at(fact.path);
    const elements = fact.kind === "FactList" && Array.isArray(value) ? value : [];
    return [
      fact.path,
      ...elements.flatMap((_, index) => fact.items.map((item) => pathOf(`${fact.path}[${index}]`, item))),
    ];
  });
}

/** How far a section is: `{ done, all, wrong }`, of the questions that matter or are answered. */
export function progressOf(view, section) {
  const paths = pathsOf(view, section).filter((path) => view.desk.isAsked(path) || isAnswered(view.desk.at(path)));
  const done = paths.filter((path) => isAnswered(view.desk.at(path)));
  const wrong = view.desk.problems.filter((problem) => section.facts.some((fact) => startsWith(problem.path, fact.path)));
  return { done: done.length, all: paths.length, wrong: wrong.length };
}

function startsWith(path, start) {
  return path === start || path.startsWith(`${start}.`) || path.startsWith(`${start}[`);
}
