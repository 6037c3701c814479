// Follows verdict/conclude.py: from findings to the conclusion: the first that fits, from above. Priority,
// recommendation and default never move it.

/** The conclusion for the statuses of the norms on validity and of the obligations, each a set. */
export function conclude(validity, obligations) {
  if (validity.has("unmet")) {
    return "not_in_force";
  }
  if (obligations.has("unmet")) {
    return "ineligible";
  }
  const either = (status) => obligations.has(status) || validity.has(status);
  if (either("unknown")) {
    return "incomplete";
  }
  return either("needs_judgement") ? "needs_judgement" : "eligible";
}
