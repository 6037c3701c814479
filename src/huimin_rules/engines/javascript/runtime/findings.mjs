// Follows engines/reference/findings.py: from outcomes to findings: the status, the reason, the blockers, the parts,
// and the statements that a finding rests on. The reference engine prepares what never changes; here every finding is
// made anew, for a page decides once for each answer.

import { Effort } from "./effort.mjs";
import { Inquiry } from "./inquiry.mjs";
import { isCertain, joined } from "./outcomes.mjs";
import { Parts } from "./parts.mjs";
import { Statuses, blockersOf, isFailed } from "./status.mjs";
import { FALSE, TRUE } from "./ternary.mjs";
import { definiteReason, details, openReason } from "./wording.mjs";

/** Picks from an application the statements that a norm refers to, in the order of the policy. */
class Stated {
  constructor({ compiler, references }) {
    const facts = new Set(references.facts);
    this.scalars = [...compiler.layout.scalars].filter(([path]) => facts.has(path)).map(([, place]) => place);
    this.lists = [...compiler.policy.lists.entries()]
      .filter(([, each]) => references.lists.includes(each.path))
      .map(([number, each]) => [
        number,
        [...each.items.keys()].filter((position) => facts.has(each.items[position].path)),
      ]);
  }

  /** The statements, without those that nobody made. */
  of(application) {
    const single = this.scalars.map((place) => application.stated[place]);
    const listed = this.lists.flatMap(([number, positions]) =>
      application.listed[number].flatMap((row) => positions.map((position) => row[position])),
    );
    return [...single, ...listed].filter((statement) => statement !== null);
  }
}

/** Makes the findings of one norm. */
export class Findings {
  constructor(program) {
    this.program = program;
    this.norm = program.norm;
    this.layout = program.compiler.layout;
    this.policy = program.compiler.policy;
    this.statuses = new Statuses(this.norm.modality);
    const each = this.norm.for_each === null ? null : this.layout.byPath.get(this.norm.for_each);
    this.parts = each === null ? null : new Parts(program, this.statuses, each);
    this.stated = new Stated(program);
  }

  /** The finding for what the evaluators say is possible; for each element, where the norm goes through a list. */
  finding(found, slots, application) {
    const inquiry = new Inquiry(this.program, slots, application, new Effort());
    if (!Array.isArray(found)) {
      return this._finding(found, [], inquiry);
    }
    const parts = this.parts.parts(found, inquiry);
    return this._finding(joined(found), parts, inquiry);
  }

  _finding(possible, parts, inquiry) {
    const { slots, application } = inquiry;
    const { norm, program } = this;
    const { found, variables } = isCertain(possible) ? { found: possible, variables: [] } : inquiry.outcomes();
    const status = this.statuses.of(found, variables);
    const facts = this.stated.of(application);
    const open = variables.length > 0;
    const blockers = blockersOf(variables);
    const outcomes = open ? this._underReadings(variables, inquiry) : [];
    let reason = open ? openReason(blockers, outcomes) : definiteReason(norm, status);
    if (!open && isFailed(status)) {
      reason += this._why(facts, parts, slots, application);
    }
    return {
      norm: norm.id,
      title: norm.wording.title,
      ...this._grounds(slots),
      modality: norm.modality,
      status,
      reason: reason + this._defined(slots),
      blockers,
      outcomes,
      parts,
      facts,
      materials: program.materials,
      remedy: isFailed(status) ? (norm.wording.remedy ?? null) : null,
    };
  }

  /**
   * The clause, its words and what is cited beside it; where the norm says so, the clause that goes with a value, and
   * its own beside it.
   */
  _grounds(slots) {
    const { citation, also, bySlot, byValue } = this.program;
    const { quote } = this.norm.ground;
    const cited = bySlot === null ? undefined : byValue.get(slots[bySlot]);
    if (cited === undefined) {
      return { citation, quote, also };
    }
    return { citation: cited[0], quote: cited[1], also: [{ citation, quote }, ...also] };
  }

  /** The status under each alternative of each reading that the finding depends on. */
  _underReadings(variables, inquiry) {
    return variables
      .filter((variable) => variable.kind === "reading")
      .flatMap((variable) =>
        this.policy.readingById.get(variable.name).alternatives.map((one) => {
          const under = inquiry.under(variable, one.id).outcomes();
          const status = this.statuses.of(under.found, under.variables);
          return { reading: variable.name, alternative: one.id, name: one.name, status };
        }),
      );
  }

  /** What makes a definite failure: the parts or elements that fail, or the values. */
  _why(facts, parts, slots, application) {
    if (this.parts !== null) {
      const failing = this.parts.failing(parts, application);
      return failing ? `：${failing}` : "";
    }
    const named = this.program.failing(slots).map(([over, index]) => this._elementName(over, index, slots));
    return named.length > 0 ? `：${named.join("、")}` : details(this.policy, facts);
  }

  _elementName(over, index, slots) {
    const each = this.layout.byPath.get(over);
    const titled = each.items.findIndex((item) => item.name === each.titled_by);
    const name = titled < 0 ? null : slots[this.layout.lists.get(over)][index][titled];
    const place = `${each.asked.label}第 ${index + 1} 项`;
    return typeof name === "string" && name ? `${place}（${name}）` : place;
  }

  /** The outcomes of the definitions that the norm refers to, in words; nothing where it refers to none. */
  _defined(slots) {
    const shown = this.program.definitions.map(
      ([definition, test]) =>
        `${definition.ground.clause.label}“${definition.wording.title}”${_holds(test(slots, []))}`,
    );
    return shown.length > 0 ? `（${shown.join("；")}）` : "";
  }
}

function _holds(found) {
  return found === TRUE ? "成立" : found === FALSE ? "不成立" : "尚未确定";
}
