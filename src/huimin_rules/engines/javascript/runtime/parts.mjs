// Follows engines/reference/parts.py: the parts of a finding: what came out for each element of a list, such as each
// applicant. None are kept from one decision to the next: a page decides for one application.

import { MET, NOT_APPLICABLE, isCertain } from "./outcomes.mjs";
import { isFailed } from "./status.mjs";
import { definiteReason, details, openReason } from "./wording.mjs";

/** Makes the parts of one norm's findings. */
export class Parts {
  constructor(program, statuses, each) {
    this.program = program;
    this.norm = program.norm;
    this.statuses = statuses;
    this.each = each;
    const { layout } = program.compiler;
    this.slot = layout.lists.get(each.path);
    this.number = this.slot - layout.scalars.size;
    this.titled = each.titled_by === null ? null : each.items.findIndex((item) => item.name === each.titled_by);
    this._required = new Set(program.required.facts);
  }

  /** The parts for the outcomes of the elements, in their order. */
  parts(found, inquiry) {
    return found.map((outcome, index) => this._part(outcome, index, inquiry));
  }

  /** The parts that fail: what people call them, and the values that decided. */
  failing(parts, application) {
    return parts
      .map((part, index) => (isFailed(part.status) ? `${part.name}${this._details(index, application)}` : null))
      .filter((one) => one !== null)
      .join("；");
  }

  _part(possible, index, inquiry) {
    let [found, variables] = [possible, []];
    if (!isCertain(found)) {
      ({ found, variables } = inquiry.partOutcomes(index));
    }
    if (_has(found)) {
      [found, variables] = [MET, []];
    }
    const status = this.statuses.of(found, variables);
    let reason = variables.length > 0 ? openReason(variables, []) : definiteReason(this.norm, status);
    if (variables.length > 0 || isFailed(status)) {
      reason += this._details(index, inquiry.application);
    }
    return { of: `${this.each.path}[${index}]`, name: this._name(index, inquiry.slots), status, reason };
  }

  _name(index, slots) {
    const name = this.titled === null ? null : slots[this.slot][index][this.titled];
    return typeof name === "string" && name ? name : `第 ${index + 1} 项`;
  }

  /** The values of an element that decided about it. */
  _details(index, application) {
    const row = application.listed[this.number][index];
    const stated = row.filter(
      (statement, position) => statement !== null && this._required.has(this.each.items[position].path),
    );
    return details(this.program.compiler.policy, stated);
  }
}

/** Whether or not the norm addresses an element, the element has what the norm requires. */
function _has(found) {
  return found === MET || found === (MET | NOT_APPLICABLE);
}
