// The page: it holds what is shown, draws it, and follows the address.

import { bannerOf, todayHere } from "./banner.mjs";
import { Desk, isAnswered } from "./desk.mjs";
import { h, morph } from "./dom.mjs";
import { Kept } from "./files.mjs";
import { Labels } from "./labels.mjs";
import { clauseFrom, lawView } from "./law.mjs";
import { listOf } from "./paths.mjs";
import { sectionView } from "./questions.mjs";
import { reportView } from "./report.mjs";
import { sectionsOf } from "./sections.mjs";
import { bannerView, contentsView, counts, headView, messageView, printView, startView } from "./shell.mjs";
import { Words } from "./words.mjs";

const SPOKEN_AFTER = 700;
const SPOKEN_FINDINGS = 3;

/** What is shown, and how it is drawn. It is also the `view` that every part is drawn from. */
export class Page {
  /** `engine` is `{ program, policy, questions, parseFile, writeFile }`, `phrases` the report's words by language. */
  constructor(engine, phrases) {
    this.engine = engine;
    this.program = engine.program;
    this.phrases = phrases;
    this.today = todayHere();
    this.labels = new Labels(this.program);
    this.sections = sectionsOf(this.program);
    this.desk = new Desk(engine);
    this.kept = new Kept(this.program.identity.id);
    this.words = new Words(phrases.zh, false);
    this.ui = {
      place: "start", // which part is shown
      clause: null, // what stands out in the text
      active: null, // the path of the question in which the focus is
      typing: null, // the path at which somebody is typing: problems are told when they are done
      deciding: null, // the path of a determination that is being written, likewise
      aside: new Map(), // answers that another answer took the place of, to come back when that is taken away
      dirty: false, // whether there are answers that no file holds
      keeping: false, // whether answers are kept in this browser
      kept: this.kept.read(), // what was kept last time, until somebody decides about it
      message: null, // what has just happened
    };
    this.spoken = this.standing();
    this.drawing = false; // whether the page is being drawn,
    this.stale = false; // and what has changed since
  }

  // --- what the parts ask

  /** What is to be said about the regulation as of today. */
  get banner() {
    return bannerOf(this.words, this.desk.verdict.in_force, this.today);
  }

  /** Whether a question is shown, and not folded away. */
  isShown(path) {
    return this.desk.isAsked(path) || isAnswered(this.desk.at(path)) || this.ui.active === path;
  }

  /** Whether problems at a path are told now. */
  tellsProblem(path) {
    return this.problemsTold(path).length > 0;
  }

  /** The problems to be told at a path: none while somebody is typing there. */
  problemsTold(path) {
    const { typing, deciding } = this.ui;
    const unfinished = deciding !== null && path.startsWith(`${deciding}.`);
    return unfinished || path === typing ? [] : this.desk.problemsAt(path);
  }

  // --- drawing

  /** Draw everything that may have changed. Drawing may take the focus from somewhere, which may change something. */
  draw() {
    this.stale = true;
    if (this.drawing) {
      return;
    }
    this.drawing = true;
    try {
      while (this.stale) {
        this.stale = false;
        this.drawAll();
      }
    } finally {
      this.drawing = false;
    }
  }

  drawAll() {
    const { words, ui } = this;
    const title = words.pick(this.program.identity.title, this.program.identity.title_en);
    document.title = words.fill(words.documentTitle, { title });
    document.documentElement.lang = words.lang;
    document.body.dataset.place = ui.place;
    fill("skip", words.skip);
    fill("head", headView(this));
    fill("contents", contentsView(this));
    document.documentElement.style.setProperty("--head", `${document.getElementById("head").offsetHeight}px`);
    fill("top", bannerView(this), messageView(this));
    fill("asking", this.drawn());
    fill("outcome", ...(ui.place === "result" ? [printView(this), reportView(this)] : []));
    fill("law-title", words.text);
    document.getElementById("law").setAttribute("aria-label", words.text);
    fill("law-close", words.closeText);
    this.drawLaw();
  }

  /** The place that is shown: the start, or a section. */
  drawn() {
    const at = this.sections.findIndex((section) => section.id === this.ui.place);
    if (at >= 0) {
      return sectionView(this, this.sections[at], at);
    }
    return this.ui.place === "start" ? startView(this) : null;
  }

  /** Draw the result for printing, wherever the reader is. */
  drawForPrint() {
    fill("outcome", printView(this), reportView(this));
  }

  drawLaw() {
    fill("law-text", ...lawView(this, this.ui.clause).flat());
  }

  /** Let a clause stand out in the text. */
  showClause(clause) {
    this.ui.clause = clause;
    this.drawLaw();
    const panel = document.getElementById("law");
    const first = panel.querySelector("[data-first]");
    if (first !== null) {
      panel.scrollTop = first.offsetTop - panel.clientHeight / 4;
    }
  }

  /** Let the clause stand out that a question is asked for. */
  showClauseOf(path) {
    const finding = this.desk.findingsFor(path).find((one) => ["unknown", "needs_judgement", "unmet"].includes(one.status)) ?? this.desk.findingsFor(path)[0];
    const clause = this.labels.fact(path)?.asked.clause;
    if (finding !== undefined) {
      this.showClause(clauseFrom(finding.citation, finding.quote));
    } else if (clause) {
      this.showClause(clauseFrom(clause, null));
    }
  }

  // --- answers

  /** Take other answers: decide, draw, keep if asked to, and say aloud what changed. */
  take(facts, readings = this.desk.readings) {
    this.desk.take(facts, readings);
    this.changed();
  }

  /** Answer one question. */
  answer(path, value) {
    this.desk.answer(path, value);
    this.changed();
  }

  changed() {
    this.ui.dirty = !this.desk.isBlank;
    if (this.ui.keeping) {
      this.ui.keeping = this.kept.write(this.written());
    }
    this.draw();
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => this.speak(), SPOKEN_AFTER);
  }

  /** The answers as a file. */
  written() {
    return this.engine.writeFile(this.program, this.desk.facts, this.desk.readings);
  }

  /** Say what has happened, with a way back to the answers before if `undo` holds them. */
  say(text, { details = [], undo = null } = {}) {
    this.ui.message = { text, details, undo };
    this.draw();
    announce(text.join(" "));
  }

  // --- what is said aloud

  standing() {
    const { verdict } = this.desk;
    return { conclusion: verdict.conclusion, statuses: new Map(verdict.findings.map((finding) => [finding.norm, finding.status])) };
  }

  speak() {
    const { words, labels } = this;
    const [before, now] = [this.spoken, this.standing()];
    const changed = [...now.statuses].filter(([norm, status]) => before.statuses.get(norm) !== status);
    if (changed.length === 0 && before.conclusion === now.conclusion) {
      return;
    }
    this.spoken = now;
    const findings = changed
      .slice(0, SPOKEN_FINDINGS)
      .map(([norm, status]) => words.fill(words.changedFinding, { title: labels.title(norm, words), status: words.statuses[status] }));
    if (changed.length > SPOKEN_FINDINGS) {
      findings.push(words.fill(words.andMore, changed.length - SPOKEN_FINDINGS));
    }
    const conclusion = words.fill(words.changed, { conclusion: words.conclusions[now.conclusion], counts: counts(this).join(words.comma) });
    announce(`${findings.join(words.semicolon)}${findings.length > 0 ? words.stop : ""}${conclusion}`);
  }

  // --- where the reader is

  /** Go where the address says: a part, a question, a reading, the result. */
  follow() {
    const place = decodeURIComponent(location.hash.slice(2));
    const [kind, name] = place.split(/\/(.*)/s);
    if (kind === "ask") {
      const owner = listOf(name) ?? name;
      const section = this.sections.find((one) => one.facts.some((fact) => fact.path === owner));
      this.go(section?.id ?? "start", `question/${name}`);
    } else if (kind === "try") {
      this.go("result", `reading/${name}`);
    } else if (place === "result" || this.sections.some((section) => section.id === place)) {
      this.go(place, null);
    } else {
      this.go("start", null);
    }
  }

  /** Go to a place, and there to an element if one is named. When the page opens, the focus stays at its top. */
  go(place, target) {
    const opening = document.body.dataset.place === undefined;
    this.ui.place = place;
    this.ui.active = null;
    if (this.ui.message !== null && this.ui.message.details.length === 0 && this.ui.message.undo === null) {
      this.ui.message = null;
    }
    this.draw();
    document.querySelector("#contents [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    const wanted = target === null ? null : document.getElementById(target);
    if (wanted !== null) {
      for (let outer = wanted.closest("details"); outer !== null; outer = outer.parentElement.closest("details")) {
        outer.open = true;
      }
      const control = wanted.querySelector("input:checked, input:not([type=radio], .calendar), select") ?? wanted.querySelector("input");
      wanted.scrollIntoView({ block: "center" });
      (control ?? wanted).focus({ preventScroll: true });
      return;
    }
    const first = this.sections.find((section) => section.id === place)?.facts[0];
    if (first !== undefined) {
      this.showClauseOf(first.path);
    }
    window.scrollTo(0, 0);
    if (!opening) {
      document.querySelector(`${place === "result" ? "#outcome" : "#asking"} h2`)?.focus({ preventScroll: true });
    }
  }

  /** Show the page in the other language. */
  speakOther() {
    const english = !this.words.english;
    this.words = new Words(english ? this.phrases.en : this.phrases.zh, english);
    this.ui.message = null;
    this.draw();
  }
}

/** Make what stands in a place of the skeleton like these. */
function fill(id, ...content) {
  const target = document.getElementById(id);
  const source = target.cloneNode(false);
  source.append(...h("div", {}, content).childNodes);
  morph(target, source);
}

/** Say something to those who listen to the page. */
function announce(text) {
  document.getElementById("status").textContent = text;
}
