// The fields in which a question is answered. Every control carries the path of its fact and what it does (`data-do`);
// what happens then is said in one place, `actions.mjs`.

import { NONE, UNCLEAR } from "./desk.mjs";
import { h } from "./dom.mjs";
import { toldProblem } from "./problems.mjs";
import { chosenOf, isDetermination, mayBeNone, shownText, suffixOf } from "./written.mjs";

/** From so many choices on, a list to choose from is shorter than buttons. */
const MANY_CHOICES = 13;

/** Whether the answers to a fact are chosen and not typed. */
export function isChosen(fact) {
  return fact.type === "boolean" || (fact.type === "choice" && fact.choices.length < MANY_CHOICES);
}

/** The controls of a single fact. */
export function controls(view, fact, path, describedBy) {
  if (fact.type === "boolean") {
    return yesOrNo(view, fact, path);
  }
  if (fact.type === "choice") {
    return isChosen(fact) ? options(view, fact, path) : picker(view, fact, path, describedBy);
  }
  return typed(view, fact, path, describedBy);
}

function radio(view, path, value, chosen, label, note, lang) {
  return h(
    "label.option",
    { "data-key": value },
    h("input", {
      type: "radio",
      name: path,
      value,
      checked: chosen === value,
      "data-do": "choose",
      "data-path": path,
      "aria-describedby": note ? `${path}/${value}/note` : null,
    }),
    h("span.option-text", { lang }, label),
    note && h("span.note", { id: `${path}/${value}/note`, lang: "zh-CN" }, note),
  );
}

function yesOrNo(view, fact, path) {
  const { words } = view;
  const value = view.desk.at(path);
  const chosen = chosenOf(fact, value);
  const answers = [
    ["true", fact.judgement ? words.selfAssessed : words.yes],
    ["false", words.no],
    [UNCLEAR, words.unclear],
  ];
  if (fact.judgement) {
    answers.push(["determined", words.determined]);
  }
  return [
    h(
      "div.options",
      { "data-short": !fact.judgement },
      answers.map(([answer, label]) => radio(view, path, answer, chosen, label, null, null)),
    ),
    fact.judgement && isDetermination(value) && determination(view, path, value),
  ];
}

function options(view, fact, path) {
  const { words } = view;
  const chosen = chosenOf(fact, view.desk.at(path));
  return [
    h(
      "div.options",
      { "data-short": fact.choices.length < 4 && fact.choices.every((choice) => !choice.note) },
      fact.choices.map((choice) =>
        radio(view, path, choice.id, chosen, words.pick(choice.name, choice.name_en), choice.note, words.langOf(choice.name_en)),
      ),
      radio(view, path, UNCLEAR, chosen, words.unclear, null, null),
    ),
  ];
}

/** Many choices: grouped by the clause that they are taken from. */
function picker(view, fact, path, describedBy) {
  const { words } = view;
  const chosen = chosenOf(fact, view.desk.at(path));
  const groups = new Map();
  for (const choice of fact.choices) {
    const label = choice.clause?.label ?? words.otherChoices;
    groups.set(label, [...(groups.get(label) ?? []), choice]);
  }
  const option = (value, label) => h("option", { value, selected: value === (chosen ?? "") }, label);
  const named = (choice) => option(choice.id, words.pick(choice.name, choice.name_en));
  const choice = fact.choices.find((one) => one.id === chosen);
  return [
    h(
      "select",
      { id: `${path}/field`, "data-do": "choose", "data-path": path, "aria-describedby": describedBy },
      option("", words.choose),
      groups.size > 1
        ? [...groups].map(([label, choices]) => h("optgroup", { label }, choices.map(named)))
        : fact.choices.map(named),
      option(UNCLEAR, words.unclear),
    ),
    choice?.note && h("p.note", { lang: "zh-CN" }, choice.note),
  ];
}

const HINTS = { integer: "hintInteger", number: "hintNumber", percent: "hintPercent", money: "hintMoney", date: "hintDay", uscc: "hintUscc" };

/** How to write a value, in one line; null where there is nothing to say. */
export function hintOf(words, fact) {
  if (fact.type === "code") {
    return words.fill(words.hintCode, fact.digits);
  }
  return HINTS[fact.type] ? words[HINTS[fact.type]] : null;
}

function typed(view, fact, path, describedBy) {
  const { words } = view;
  const value = view.desk.at(path);
  const suffix = suffixOf(fact);
  const places = fact.type === "code" ? placesOf(view.program, fact) : [];
  return [
    h(
      "div.typed",
      { "data-type": fact.type },
      h("input", {
        id: `${path}/field`,
        type: "text",
        value: shownText(fact, value),
        "data-do": "type",
        "data-path": path,
        inputmode: ["integer", "code"].includes(fact.type) ? "numeric" : ["text", "uscc"].includes(fact.type) ? null : "text",
        autocomplete: "off",
        spellcheck: fact.type === "text" ? null : "false",
        list: places.length > 0 ? `${path}/places` : null,
        "aria-describedby": describedBy,
        "aria-invalid": view.tellsProblem(path) ? "true" : null,
      }),
      suffix && h("span.suffix", { lang: "zh-CN" }, suffix),
      fact.type === "date" && dayPicker(view, path),
      places.length > 0 &&
        h("datalist", { id: `${path}/places` }, places.map((place) => h("option", { value: place.code, lang: "zh-CN" }, place.name))),
    ),
    h(
      "div.instead",
      {},
      mayBeNone(fact) && instead(view, path, NONE, value === NONE, words.none),
      instead(view, path, UNCLEAR, value === UNCLEAR, words.unclear),
    ),
  ];
}

/** A box to tick instead of typing: 无, 不清楚. */
function instead(view, path, word, checked, label) {
  return h(
    "label.option",
    { "data-key": word },
    h("input", { type: "checkbox", checked, value: word, "data-do": "instead", "data-path": path }),
    h("span.option-text", {}, label),
  );
}

/** The browser's own calendar, for those who would rather pick than type. */
function dayPicker(view, path) {
  return [
    h("button.quiet", { type: "button", "data-do": "calendar", "data-path": path }, view.words.pickDay),
    h("input.calendar", { type: "date", tabindex: "-1", "aria-hidden": "true", "data-do": "pick", "data-path": path }),
  ];
}

/** The code of the policy's own place, where codes of its length are asked for. */
function placesOf(program, fact) {
  const { jurisdiction, jurisdiction_code: code } = program.identity;
  return code.length === fact.digits ? [{ code, name: jurisdiction }] : [];
}

function determination(view, path, value) {
  const { words } = view;
  const part = (name, control, hint) => {
    const problems = view.problemsTold(`${path}.${name}`);
    return h(
      "div.part",
      { "data-key": name },
      name === "value" ? null : h("label", { for: `${path}.${name}/field` }, words.decided[name]),
      hint && h("p.hint", { id: `${path}.${name}/hint` }, hint),
      control,
      problems.map((problem) => h("p.problem", { id: `${path}.${name}/problem` }, toldProblem(words, problem))),
    );
  };
  const field = (name, tag, hint) =>
    h(tag, {
      id: `${path}.${name}/field`,
      type: tag === "input" ? "text" : null,
      rows: tag === "textarea" ? "2" : null,
      value: Array.isArray(value[name]) ? value[name].join("\n") : shownText({ type: "text" }, value[name]),
      "data-do": "decide",
      "data-path": path,
      "data-part": name,
      autocomplete: "off",
      "aria-describedby": [hint && `${path}.${name}/hint`, view.tellsProblem(`${path}.${name}`) && `${path}.${name}/problem`].filter(Boolean).join(" ") || null,
      "aria-invalid": view.tellsProblem(`${path}.${name}`) ? "true" : null,
    });
  const result = (answer, label) =>
    h(
      "label.option",
      {},
      h("input", { type: "radio", name: `${path}.value`, value: String(answer), checked: value.value === answer, "data-do": "decide", "data-path": path, "data-part": "value" }),
      h("span.option-text", {}, label),
    );
  return h(
    "fieldset.determination",
    { "data-key": "determination" },
    h("legend", {}, words.determination),
    part("value", h("fieldset", {}, h("legend", {}, words.decided.value), h("div.options", { "data-short": true }, result(true, words.yes), result(false, words.no)))),
    part("by", field("by", "input", true), words.hintBy),
    part("on", field("on", "input", true), words.hintDay),
    part("reason", field("reason", "textarea")),
    part("evidence", field("evidence", "textarea", true), words.hintEvidence),
  );
}
