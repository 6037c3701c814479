// What happens when somebody does something. All events are heard at the document; the element that they come from
// says what it does (`data-do`) and for which path.

import { NONE, UNCLEAR } from "./desk.mjs";
import { download } from "./files.mjs";
import { clauseFrom } from "./law.mjs";
import { elementOf, indexOf, listOf, withValue, withoutElement } from "./paths.mjs";
import { toldProblem } from "./problems.mjs";
import { chosenValue, typedValue } from "./written.mjs";

/** Listen to everything that can be done on the page. */
export function listen(page) {
  const doing = (event, actions) => {
    const element = event.target.closest("[data-do]");
    const action = element === null ? undefined : actions[element.dataset.do];
    if (action !== undefined) {
      action(page, element, event);
    }
  };
  document.addEventListener("click", (event) => doing(event, CLICKED));
  document.addEventListener("input", (event) => doing(event, TYPED));
  document.addEventListener("change", (event) => doing(event, CHANGED));
  document.addEventListener("focusin", (event) => focused(page, event.target));
  document.addEventListener("keydown", (event) => keyed(page, event));
  document.addEventListener("dragover", (event) => dragged(event, true));
  document.addEventListener("dragleave", (event) => dragged(event, event.relatedTarget !== null));
  document.addEventListener("drop", (event) => dropped(page, event));
  window.addEventListener("hashchange", () => page.follow());
  window.addEventListener("beforeprint", () => page.drawForPrint());
  window.addEventListener("afterprint", () => {
    delete document.body.dataset.print;
  });
  window.addEventListener("beforeunload", (event) => {
    if (page.ui.dirty && !page.ui.keeping) {
      event.preventDefault();
    }
  });
}

const CHANGED = { choose, instead, list, reading, keep, decide: finished, type: finished, pick, file: opened };
const TYPED = { type: typed, decide };
const CLICKED = {
  add,
  calendar,
  clause,
  clear,
  "close-law": (page) => closeLaw(page),
  dismiss: (page) => dismiss(page),
  forget,
  language: (page) => page.speakOther(),
  open: () => document.getElementById("file").click(),
  print,
  remove,
  save,
  skip,
  "take-up": takeUp,
  undo,
};

// --- answering

function choose(page, element) {
  const { path } = element.dataset;
  const fact = page.labels.fact(path);
  const before = page.desk.at(path);
  const value = chosenValue(fact, element.value);
  page.ui.deciding = element.value === "determined" ? path : null;
  page.answer(path, exchanged(page, path, before, value));
}

/** The new answer; a determination or the elements of a list that it takes the place of come back later. */
function exchanged(page, path, before, value) {
  const { aside } = page.ui;
  if (before !== null && typeof before === "object") {
    aside.set(path, before);
  }
  return value !== null && typeof value === "object" && aside.has(path) ? aside.get(path) : value;
}

function typed(page, element) {
  const { path } = element.dataset;
  page.ui.typing = path;
  page.answer(path, typedValue(page.labels.fact(path), element.value));
}

/** Typing is over: what cannot be read is told now, and what was understood is shown as it was understood. */
function finished(page) {
  page.ui.typing = null;
  page.draw();
}

function instead(page, element) {
  const { path } = element.dataset;
  const { aside } = page.ui;
  const before = page.desk.at(path);
  if (element.checked) {
    if (before !== UNCLEAR && before !== NONE) {
      aside.set(path, before);
    }
    page.answer(path, element.value);
  } else {
    page.answer(path, aside.get(path));
  }
}

function pick(page, element) {
  page.answer(element.dataset.path, element.value || undefined);
  document.getElementById(`${element.dataset.path}/field`).focus();
}

function calendar(page, element) {
  const input = element.parentElement.querySelector(".calendar");
  const value = page.desk.at(element.dataset.path);
  input.value = typeof value === "string" ? value : "";
  input.showPicker();
}

/** One part of a determination. Several documents stand one a line. */
function decide(page, element) {
  const { path, part } = element.dataset;
  const text = element.value;
  const value = {
    value: () => text === "true",
    on: () => typedValue({ type: "date" }, text),
    evidence: () => {
      const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
      return lines.length > 1 ? lines : lines[0];
    },
  }[part] ?? (() => (text.trim() === "" ? undefined : text));
  page.ui.typing = part === "value" ? null : `${path}.${part}`;
  page.answer(`${path}.${part}`, value());
}

// --- lists

function list(page, element) {
  const { path } = element.dataset;
  const before = page.desk.at(path);
  const elements = Array.isArray(before) && before.length > 0 ? before : null;
  if (elements !== null) {
    page.ui.aside.set(path, elements);
  }
  const value = { each: page.ui.aside.get(path) ?? [{}], none: [], [UNCLEAR]: UNCLEAR }[element.value];
  page.answer(path, value);
}

function add(page, element) {
  const { path } = element.dataset;
  const elements = page.desk.at(path);
  page.answer(path, [...elements, {}]);
  const added = document.querySelector(`[data-key="${CSS.escape(`${path}[${elements.length}]`)}"]`);
  added.querySelector("input, select").focus();
}

function remove(page, element) {
  const { path } = element.dataset;
  const undo = { facts: page.desk.facts, readings: page.desk.readings };
  const name = page.labels.element(page.desk.facts, path, page.words);
  const owner = listOf(path);
  page.ui.aside.delete(owner);
  page.take(withoutElement(page.desk.facts, owner, indexOf(path)));
  page.say([page.words.fill(page.words.removed, name)], { undo });
  document.querySelector(".message button").focus();
}

// --- readings

function reading(page, element) {
  const { [element.dataset.reading]: _, ...others } = page.desk.readings;
  page.take(page.desk.facts, element.value === "" ? others : { ...others, [element.dataset.reading]: element.value });
}

// --- the text beside the questions

function focused(page, target) {
  const question = target.closest("[data-question]");
  if (question === null) {
    return;
  }
  const path = question.dataset.question;
  if (page.ui.deciding !== null && page.ui.deciding !== path) {
    page.ui.deciding = null;
  }
  if (page.ui.active !== path) {
    page.ui.active = path;
    page.showClauseOf(path);
  }
}

let cameFrom = null;

function clause(page, element) {
  const { article, paragraph, item, quote } = element.dataset;
  const number = (text) => (text === undefined ? null : Number(text));
  document.body.dataset.law = "open";
  page.showClause(clauseFrom({ article: Number(article), paragraph: number(paragraph), item: number(item) }, quote));
  cameFrom = element;
  document.getElementById("law-title").focus({ preventScroll: true });
}

function closeLaw() {
  delete document.body.dataset.law;
  cameFrom?.focus();
  cameFrom = null;
}

function keyed(page, event) {
  if (event.key === "Escape" && cameFrom !== null) {
    closeLaw();
  }
}

function skip(page, element, event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

// --- messages, and the way back

function dismiss(page) {
  page.ui.message = null;
  page.draw();
  document.getElementById("main").focus({ preventScroll: true });
}

function undo(page) {
  const { facts, readings } = page.ui.message.undo;
  page.take(facts, readings);
  page.say([page.words.undone]);
}

function clear(page) {
  const undo = { facts: page.desk.facts, readings: page.desk.readings };
  page.ui.aside.clear();
  page.take({}, {});
  page.say([page.words.cleared], { undo });
}

// --- paper

function print(page, element) {
  document.body.dataset.print = element.dataset.what ?? "all";
  window.print();
}

// --- files

function save(page) {
  const name = `自查-${page.program.identity.id}.yaml`;
  download(name, page.written());
  page.ui.dirty = false;
  page.say([page.words.fill(page.words.saved, name)]);
}

function opened(page, element) {
  const [file] = element.files;
  if (file !== undefined) {
    read(page, file);
  }
  element.value = "";
}

function dragged(event, over) {
  if (event.dataTransfer?.types.includes("Files")) {
    event.preventDefault();
    document.body.toggleAttribute("data-drop", over);
  }
}

function dropped(page, event) {
  const file = event.dataTransfer?.files[0];
  if (file !== undefined) {
    event.preventDefault();
    document.body.removeAttribute("data-drop");
    read(page, file);
  }
}

/** Open a file: what can be read is filled in, what cannot is told and kept, and nothing is lost. */
async function read(page, file) {
  load(page, new Uint8Array(await file.arrayBuffer()), file.name);
  page.ui.dirty = false;
  page.draw();
}

function load(page, bytes, name) {
  const { words, desk, engine, program } = page;
  const { facts, header, problems, locate } = engine.parseFile(bytes, name);
  if (facts === null) {
    page.say([words.fill(words.notLoaded, name)], { details: problems.map((problem) => told(page, problem)) });
    return;
  }
  const undo = desk.isBlank ? null : { facts: desk.facts, readings: desk.readings };
  page.ui.aside.clear();
  page.take(facts, knownReadings(page, header.readings));
  const wrong = desk.problems.map(locate);
  const said = [wrong.length > 0 ? words.fill(words.loadedWith, { name, count: wrong.length }) : words.fill(words.loaded, name)];
  if (header.policy !== null && header.policy.id !== program.identity.id) {
    said.unshift(words.fill(words.otherPolicy, header.policy.id));
  } else if (header.policy !== null && header.policy.digest !== program.digest) {
    said.unshift(words.fill(words.otherVersion, header.policy.digest));
  }
  if (wrong.length > 0) {
    said.push(words.keysKept);
  }
  if (undo !== null) {
    said.push(words.replaced);
  }
  page.say(said, { details: wrong.map((problem) => told(page, problem)), undo });
}

/** The readings of a file that this policy has too. */
function knownReadings(page, readings) {
  const known = ([id, chosen]) => page.labels.readings.get(id)?.alternatives.some((one) => one.id === chosen);
  return Object.fromEntries(Object.entries(readings).filter(known));
}

/** A problem of a file: where it stands, if that is known, which question it is about, if any, and what it is. */
function told({ labels, words }, problem) {
  const { line, column, path } = problem;
  const name = line ? `${line}:${column} ${path}` : path;
  return { path: path !== "" && labels.fact(path) !== undefined ? path : null, name, said: toldProblem(words, problem) };
}

// --- the browser's own store, only when asked for

function keep(page, element) {
  const { ui, words, kept } = page;
  ui.keeping = element.checked && kept.write(page.written());
  if (element.checked && !ui.keeping) {
    page.say([words.keepFailed]);
  } else if (!element.checked) {
    forget(page);
  } else {
    page.draw();
  }
}

function takeUp(page) {
  const text = page.ui.kept;
  page.ui.kept = null;
  page.ui.keeping = true;
  load(page, text, page.words.keep);
}

function forget(page) {
  page.kept.remove();
  page.ui.kept = null;
  page.ui.keeping = false;
  page.say([page.words.forgotten]);
}
