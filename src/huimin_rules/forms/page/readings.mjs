// Open questions of interpretation: both arguments, what each would lead to, and a way to try one. None is chosen
// unless somebody chooses it, or the authority has said.

import { h } from "./dom.mjs";
import { clauseButton, conclusionMark, quoted, statusMark } from "./signs.mjs";

/** The readings that something depends on, or that were fixed, and folded away the others. */
export function readingsView(view) {
  const { words, desk } = view;
  const { readings } = desk.verdict;
  const matters = readings.filter((reading) => reading.decides.length > 0 || reading.fixed !== null);
  const others = readings.filter((reading) => !matters.includes(reading));
  if (readings.length === 0) {
    return null;
  }
  return h(
    "section.part.readings",
    { "data-key": "readings", "data-part": "readings", "aria-labelledby": "result-readings" },
    h("h3", { id: "result-readings" }, words.readingsTry),
    h("p.hint", {}, words.readingsHelp),
    matters.map((reading) => readingView(view, reading)),
    others.length > 0 &&
      h("details", { "data-key": "others" }, h("summary", {}, words.readingsMoot, words.fill(words.aside, words.fill(words.entries, others.length))), others.map((reading) => readingView(view, reading))),
  );
}

function readingView(view, inPlay) {
  const { words, desk, labels } = view;
  const reading = labels.readings.get(inPlay.id);
  const chosen = desk.readings[reading.id] ?? "";
  const option = (value, label) =>
    h(
      "label.option",
      {},
      h("input", { type: "radio", name: `reading ${reading.id}`, value, checked: chosen === value, "data-do": "reading", "data-reading": reading.id }),
      h("span.option-text", {}, label),
    );
  const statuses = (alternative) =>
    desk.verdict.findings.flatMap((finding) =>
      finding.outcomes
        .filter((one) => one.reading === reading.id && one.alternative === alternative)
        .map((one) => h("li", { "data-key": finding.norm }, statusMark(words, one.status), " ", labels.title(finding.norm, words))),
    );
  const { official } = reading;
  return h(
    "fieldset.reading",
    { id: `reading/${reading.id}`, "data-key": reading.id },
    h("legend", { lang: "zh-CN" }, reading.question),
    h("p", {}, clauseButton(words, inPlay.citation, reading.quote ?? null), " ", reading.quote && quoted(reading.quote)),
    official && h("p.hint", { lang: words.langOf(null) }, words.fill(words.official, official)),
    option("", words.notFixed),
    reading.alternatives.map((one) =>
      h(
        "div.way",
        { "data-key": one.id },
        option(one.id, words.pick(one.name, one.name_en)),
        h("p.argument", { lang: "zh-CN" }, one.argument),
        h("p.outcome", {}, ...around(words.underIt, conclusionMark(words, desk.conclusionUnder(reading.id, one.id)))),
        h("ul.outcomes", {}, statuses(one.id)),
      ),
    ),
  );
}

/** A phrase with an element in its gap. */
function around(phrase, element) {
  const [before, after] = phrase.split("{}");
  return [before, element, after];
}
