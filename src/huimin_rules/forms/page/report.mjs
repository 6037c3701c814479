// The result, on the screen and on paper: the conclusion and why, what to do, every finding, the documents to attach.
// It follows report/verdict_sheet.py: the same parts in the same order, in the same words.

import { h } from "./dom.mjs";
import { elementOf, general } from "./paths.mjs";
import { readingsView } from "./readings.mjs";
import { clauseButton, conclusionMark, elementName, quoted, statusMark } from "./signs.mjs";

const GROUPS = ["unmet", "unknown", "needs_judgement"];
const ACTION_STATUS = { fix: "unmet", supply: "unknown", determine: "needs_judgement", clarify: "needs_judgement", explain: "not_followed" };
const DECISIVE = { ineligible: "unmet", incomplete: "unknown", needs_judgement: "needs_judgement" };

/** The whole result. */
export function reportView(view) {
  return h(
    "article.report",
    { "data-key": "report", "aria-labelledby": "result-title" },
    running(view),
    h(
      "div.sheet",
      { "data-key": "sheet" },
      head(view),
      todo(view),
      findings(view),
      readingsView(view),
      fixedReadings(view),
      materials(view),
      warnings(view),
      foot(view),
    ),
  );
}

/** What every page of paper says at its head. */
function running(view) {
  const { words, program, today } = view;
  const { identity } = program;
  return h(
    "div.running",
    { "data-key": "running", "aria-hidden": "true" },
    h("p", {}, h("span", {}, words.pick(identity.title, identity.title_en)), h("span", {}, `${words.notice} · ${words.fill(words.printed, { today })}`)),
  );
}

function head(view) {
  const { words, desk, program } = view;
  const { identity } = program;
  const { verdict } = desk;
  return h(
    "header",
    { "data-key": "head" },
    h("h2", { id: "result-title", tabindex: "-1" }, words.resultTitle),
    h("p.report-title", { lang: words.langOf(identity.title_en) }, words.pick(identity.title, identity.title_en), h("span", { lang: "zh-CN" }, words.fill(words.aside, identity.document_number))),
    view.banner && h("p.banner.on-paper", {}, view.banner),
    h("p.conclusion", {}, h("span.conclusion-word", {}, words.conclusion), " ", conclusionMark(words, verdict.conclusion)),
    h("p.summary", {}, desk.isBlank ? words.noVerdictYet : summary(view)),
    h("p.notice", {}, words.notice),
  );
}

/** Why: the verdict's own sentence, or its English twin. */
function summary(view) {
  const { words, desk } = view;
  const { verdict } = desk;
  if (!words.english) {
    return verdict.summary;
  }
  if (verdict.conclusion === "not_in_force") {
    return verdict.in_force === null
      ? words.outside
      : words.fill(words.inForce, { start: verdict.in_force.start, end: verdict.in_force.last_days.join(words.days_or) });
  }
  const deciding = verdict.findings.filter((finding) => ["obligation", "validity"].includes(finding.modality));
  if (verdict.conclusion === "eligible") {
    return words.fill(words.allMet, deciding.length);
  }
  const status = DECISIVE[verdict.conclusion];
  const found = deciding.filter((finding) => finding.status === status);
  const labels = [...new Set(found.map((finding) => finding.citation.label))].join("、");
  return [
    words.fill(words.someOf, { found: found.length, all: deciding.length, status: words.statuses[status] }),
    h("span", { lang: "zh-CN" }, words.fill(words.aside, labels)),
  ];
}

/** A part of the report. The heading is never alone at the foot of a sheet. */
function part(view, key, title, count, ...content) {
  const { words } = view;
  const [first, ...rest] = content.flat().filter(Boolean);
  return h(
    "section.part",
    { "data-key": key, "data-part": key, "aria-labelledby": `result-${key}` },
    h(
      "div.together",
      {},
      h("h3", { id: `result-${key}` }, title, h("span.count", {}, words.fill(words.aside, words.fill(words.entries, count)))),
      first,
    ),
    rest,
  );
}

// --- what to do

function todo(view) {
  const { words, desk } = view;
  const entries = desk.verdict.supplements;
  if (entries.length === 0) {
    return desk.isBlank ? null : h("section.part", { "data-key": "todo", "data-part": "todo" }, h("h3", {}, words.one_round), h("p", {}, words.nothingTodo));
  }
  const groups = grouped(entries);
  let number = 0;
  return part(
    view,
    "todo",
    words.one_round,
    entries.length,
    desk.verdict.conclusion === "not_in_force" && h("p.banner", {}, words.moot),
    [...groups].map(([action, found]) =>
      h(
        "div",
        { "data-key": action },
        h("h4.status", { "data-status": ACTION_STATUS[action] }, h("span.sign", { "aria-hidden": "true" }, words.signs[ACTION_STATUS[action]]), words.actions[action]),
        h(
          "ol",
          { start: String(number + 1) },
          found.map((entry) => {
            number += 1;
            return h("li", { "data-key": entry.subject }, toDo(view, entry));
          }),
        ),
      ),
    ),
  );
}

function grouped(entries) {
  const groups = new Map();
  for (const entry of entries) {
    groups.set(entry.action, [...(groups.get(entry.action) ?? []), entry]);
  }
  return groups;
}

function toDo(view, entry) {
  const { words, labels } = view;
  const clauses = h("span", { lang: "zh-CN" }, entry.citations.join("、"));
  switch (entry.action) {
    case "fix":
    case "explain":
      return [
        h("span.what", {}, words.english && [titleOf(view, entry.subject), words.colon], h("span", { lang: "zh-CN" }, entry.what)),
        h("span.where", {}, clauses),
      ];
    case "supply":
    case "determine": {
      const fact = labels.fact(entry.subject);
      const what = entry.action === "supply" && !words.english ? entry.what : words.pick(fact.asked.label, fact.asked.label_en);
      const element = elementOf(entry.subject);
      return [
        h("a.what", { href: `#/ask/${entry.subject}`, lang: words.langOf(fact.asked.label_en) }, what),
        h("span.where", {}, clauses, element && [" · ", elementName(view, element)]),
      ];
    }
    default: {
      const reading = labels.readings.get(entry.subject);
      return [
        h("a.what", { href: `#/try/${entry.subject}`, lang: "zh-CN" }, reading.question),
        h("span.where", {}, clauses),
        h("ul.ways", {}, reading.alternatives.map((one) => h("li", { lang: words.langOf(one.name_en) }, words.pick(one.name, one.name_en)))),
      ];
    }
  }
}

// --- the findings

function findings(view) {
  const { words, desk } = view;
  const headings = { unmet: words.unmet, unknown: words.unknown, needs_judgement: words.needs_judgement };
  const rest = desk.verdict.findings.filter((finding) => !GROUPS.includes(finding.status));
  return [
    GROUPS.map((status) => {
      const found = desk.verdict.findings.filter((finding) => finding.status === status);
      return found.length > 0 && part(view, `findings-${status}`, headings[status], found.length, found.map((finding) => open(view, finding)));
    }),
    rest.length > 0 && part(view, "findings-rest", words.rest, rest.length, rest.map((finding) => settled(view, finding))),
  ];
}

function titled(view, finding) {
  const { words } = view;
  return h(
    "h4",
    { "data-status": finding.status },
    statusMark(words, finding.status),
    " ",
    titleOf(view, finding.norm),
    " ",
    clauseButton(words, finding.citation, finding.quote),
  );
}

function titleOf(view, norm) {
  const { words, labels } = view;
  return h("span.norm", { lang: words.langOf(labels.norms.get(norm).wording.title_en) }, labels.title(norm, words));
}

/** One finding that asks for attention. */
function open(view, finding) {
  const { words } = view;
  return h(
    "div.finding",
    { "data-key": finding.norm, id: `finding/${finding.norm}` },
    titled(view, finding),
    h("p", {}, quoted(finding.quote)),
    h("p.reason", { lang: words.langOf(finding.blockers.length > 0 ? "en" : null) }, reason(view, finding)),
    finding.parts.length > 1 && h("ul.elements", {}, finding.parts.map((one) => element(view, finding, one))),
    finding.blockers.length > 0 && h("p.blockers", {}, finding.blockers.map((blocker) => blockerLink(view, blocker))),
    finding.remedy && finding.status === "unmet" && h("p.remedy", { lang: words.langOf(null) }, words.fill(words.remedy, finding.remedy)),
    finding.materials.length > 0 && h("p.evidence", { lang: words.langOf(null) }, words.fill(words.materialsOf, finding.materials.join("、"))),
  );
}

function element(view, finding, one) {
  const { words, labels } = view;
  const stated = ["met", "not_applicable"].includes(one.status) || words.english ? [] : finding.facts.filter((fact) => fact.fact.startsWith(`${one.of}.`));
  return h("li", { "data-key": one.of }, statusMark(words, one.status), " ", h("span", { lang: "zh-CN" }, one.name, labels.details(stated)));
}

function blockerLink(view, blocker) {
  const { words, labels } = view;
  if (blocker.kind === "reading") {
    return h("a", { href: `#/try/${blocker.name}`, "data-key": blocker.name, lang: "zh-CN" }, h("span", { lang: words.lang }, words.goTry), labels.readings.get(blocker.name).question);
  }
  const element = elementOf(blocker.name);
  const label = labels.label(blocker.name, words);
  return h("a", { href: `#/ask/${blocker.name}`, "data-key": blocker.name }, words.goAnswer, h("span", { lang: words.langOf(labels.fact(blocker.name).asked.label_en) }, label), element && [" · ", elementName(view, element)]);
}

/** Why; in English the blockers are named, while an author's sentence stays as it is written. */
function reason(view, finding) {
  const { words, labels } = view;
  if (!words.english || finding.blockers.length === 0) {
    return finding.reason;
  }
  const whys = { missing: words.missing, judgement: words.judged };
  const sentences = finding.blockers
    .filter((blocker) => blocker.kind !== "reading")
    .map((blocker) => `${labels.label(blocker.name, words)} (${blocker.name}): ${whys[blocker.kind]}`);
  for (const outcome of finding.outcomes) {
    const alternative = labels.readings.get(outcome.reading).alternatives.find((one) => one.id === outcome.alternative);
    const name = `${outcome.reading} = ${words.pick(alternative.name, alternative.name_en)}`;
    sentences.push(words.fill(words.under, [name, words.statuses[outcome.status]]));
  }
  return sentences.join("; ");
}

/** One finding that is settled, briefly; what was not followed also says why. */
function settled(view, finding) {
  const { words } = view;
  return h(
    "div.finding.settled",
    { "data-key": finding.norm, id: `finding/${finding.norm}` },
    titled(view, finding),
    h("p", {}, quoted(finding.quote)),
    finding.status === "not_followed" && h("p.reason", { lang: words.langOf(null) }, finding.reason),
  );
}

// --- the rest

/** The readings that somebody fixed, and who did; on paper, where the readings to be tried are left out. */
function fixedReadings(view) {
  const { words, desk, labels } = view;
  const fixed = desk.verdict.readings.filter((reading) => reading.fixed !== null);
  if (fixed.length === 0) {
    return null;
  }
  return h(
    "div.on-paper",
    { "data-key": "fixed" },
    part(
      view,
      "fixed",
      words.readings,
      fixed.length,
      fixed.map((reading) => {
        const alternative = labels.readings.get(reading.id).alternatives.find((one) => one.id === reading.fixed);
        const who = reading.fixed_by === "official" ? words.by_official : words.by_caller;
        return h(
          "p",
          { "data-key": reading.id },
          h("span", { lang: "zh-CN" }, reading.question),
          ` ${reading.citation.label} · ${words.fixed} `,
          words.pick(alternative.name, alternative.name_en),
          words.fill(words.aside, `${reading.id}=${reading.fixed}${words.semicolon}${who}`),
        );
      }),
    ),
  );
}

function materials(view) {
  const { words, desk } = view;
  const { verdict } = desk;
  if (verdict.materials.length === 0) {
    return null;
  }
  const clauses = new Map(verdict.findings.map((finding) => [finding.norm, finding.citation.label]));
  return part(
    view,
    "materials",
    words.materials,
    verdict.materials.length,
    h(
      "ul.materials",
      {},
      verdict.materials.map((material) =>
        h(
          "li",
          { "data-key": material.document, lang: "zh-CN" },
          h("span.what", {}, material.document),
          h("span.where", {}, [...new Set(material.norms.map((norm) => clauses.get(norm)))].join("、")),
        ),
      ),
    ),
  );
}

function warnings(view) {
  const { words, desk, labels } = view;
  const found = desk.verdict.warnings;
  if (found.length === 0) {
    return null;
  }
  return part(
    view,
    "warnings",
    words.warnings,
    found.length,
    found.map((warning) => h("p", { "data-key": warning.fact }, h("a", { href: `#/ask/${warning.fact}` }, labels.label(general(warning.fact), words)), words.colon, h("span", { lang: words.langOf(null) }, warning.message))),
  );
}

function foot(view) {
  const { words, desk } = view;
  const { policy } = desk.verdict;
  return h(
    "footer",
    { "data-key": "foot" },
    h("p", {}, words.provenance, words.colon, policy.id, h("br", {}), policy.digest, h("br", {}), `SHA-256 ${policy.text_sha256}`),
  );
}
