// Follows verdict/supplements.py: the one-round list (一次性补正清单): everything to fix, supply or have decided, each
// thing once, with all the norms it serves.

import { generalPath } from "./wording.mjs";

const _ORDER = ["fix", "supply", "determine", "clarify", "explain"];
const _ACTION = { missing: "supply", judgement: "determine", reading: "clarify" };

/** The list for some findings: first what fails, then what is missing, then what others must decide. */
export function supplements(policy, findings) {
  const entries = new Map(_ORDER.map((action) => [action, new Map()]));

  function enter(action, subject, what, finding) {
    const subjects = entries.get(action);
    if (!subjects.has(subject)) {
      subjects.set(subject, { what, norms: new Map() });
    }
    subjects.get(subject).norms.set(finding.norm, finding.citation.label);
  }

  for (const finding of findings) {
    if (finding.status === "unmet") {
      enter("fix", finding.norm, finding.remedy || finding.reason, finding);
    } else if (finding.status === "not_followed" && finding.modality === "default") {
      enter("explain", finding.norm, finding.remedy || finding.reason, finding);
    }
    for (const blocker of finding.blockers) {
      enter(_ACTION[blocker.kind], blocker.name, _what(policy, blocker), finding);
    }
  }
  return [...entries].flatMap(([action, subjects]) =>
    [...subjects].map(([subject, { what, norms }]) => ({
      action,
      subject,
      what,
      norms: [...norms.keys()],
      citations: [...new Set(norms.values())],
    })),
  );
}

function _what(policy, blocker) {
  if (blocker.kind === "reading") {
    return `请主管部门明确：${policy.readingById.get(blocker.name).question}`;
  }
  if (blocker.kind === "judgement") {
    return `提请认定：${blocker.label}`;
  }
  return policy.factByPath.get(generalPath(blocker.name)).asked.question;
}
