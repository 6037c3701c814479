// Follows verdict/wording.py: the sentences of a verdict, in plain Chinese, the same as those of every other engine.

import { decides } from "./policy.mjs";

/** What the statuses of findings are called. */
export const STATUS_NAMES = {
  met: "符合",
  unmet: "不符合",
  unknown: "信息不全",
  needs_judgement: "有待认定",
  not_applicable: "不适用",
  followed: "已遵循",
  not_followed: "未遵循",
};

/** What the conclusions are called. */
export const CONCLUSION_NAMES = {
  eligible: "符合条件",
  ineligible: "不符合条件",
  incomplete: "信息不全",
  needs_judgement: "有待认定",
  not_in_force: "办法不适用（不在有效期内）",
};

const _NOT_APPLICABLE = "本条对该申请不适用";
const _SHOWN = 8;
const _MOST_NAMED = 20;

/** A stated value as people read it: choices by name, booleans as 是 and 否, a determination with its author. */
export function shownValue(fact, statement) {
  const { value, determination } = statement;
  let text = String(value);
  if (typeof value === "boolean") {
    text = value ? "是" : "否";
  } else {
    text = fact.choices.find((choice) => choice.id === value)?.name ?? text;
  }
  if (determination !== null) {
    return `${text}（${determination.by} ${determination.on} 认定：${determination.reason}）`;
  }
  return fact.judgement ? `${text}（申请人自述）` : text;
}

/** The values that a reason rests on, in brackets; nothing where nothing was stated. */
export function details(policy, statements) {
  const shown = [];
  for (const statement of statements) {
    const fact = policy.factByPath.get(generalPath(statement.fact));
    if (fact.kind === "Fact") {
      shown.push(`${fact.asked.label}：${shownValue(fact, statement)}`);
    }
  }
  const some = shown.length > _SHOWN ? [...shown.slice(0, _SHOWN), "……"] : shown;
  return some.length > 0 ? `（${some.join("；")}）` : "";
}

/** `applicants[0].role` as the path of the fact, `applicants[].role`. */
export function generalPath(path) {
  const start = path.indexOf("[");
  return start < 0 ? path : `${path.slice(0, start)}[]${path.slice(path.indexOf("]") + 1)}`;
}

/** The text as it stands inside quotation marks: its own marks become single ones. */
export function innerQuotes(text) {
  return text.replaceAll("“", "‘").replaceAll("”", "’");
}

/** Why a finding is not definite: what is missing, what awaits a determination, what the readings lead to. */
export function openReason(blockers, outcomes) {
  const sentences = [];
  const of = (kind) => blockers.filter((one) => one.kind === kind);
  const missing = of("missing").map((one) => `“${one.label}”（${one.name}）`);
  const judged = of("judgement").map((one) => `“${one.label}”`);
  if (missing.length > 0) {
    sentences.push(`尚未说明${_named(missing)}`);
  }
  if (judged.length > 0) {
    sentences.push(`${_named(judged)}目前只有申请人自评，有待认定`);
  }
  for (const reading of of("reading")) {
    const under = outcomes
      .filter((one) => one.reading === reading.name)
      .map((one) => `按“${one.name}”为${STATUS_NAMES[one.status]}`);
    const results = under.length > 0 ? `：${under.join("，")}` : "";
    sentences.push(`取决于“${innerQuotes(reading.label)}”${results}`);
  }
  return sentences.join("；");
}

/** The names, or the first of many. */
function _named(names) {
  const shown = names.slice(0, _MOST_NAMED).join("、");
  return names.length <= _MOST_NAMED ? shown : `${shown}等 ${names.length} 项`;
}

/** The author's sentence for a definite status. */
export function definiteReason(norm, status) {
  switch (status) {
    case "met":
    case "followed":
      return norm.wording.met || norm.wording.title;
    case "unmet":
    case "not_followed":
      return norm.wording.unmet || norm.wording.title;
    default:
      return _NOT_APPLICABLE;
  }
}

/** When the policy began and ended, and what follows for the day that counts. */
export function inForceMessage(period, state, lastDays) {
  const end = lastDays.join(" 或 ");
  switch (state) {
    case "not_yet":
      return `申报日期早于施行之日：本办法自 ${period.start} 起实施`;
    case "no_longer":
      return `申报日期在有效期届满之后：本办法自 ${period.start} 起实施，有效期至 ${end}`;
    case "yes":
      return `申报日期在有效期内：${period.start} 至 ${end}`;
    default:
      return `申报日期是否在有效期内尚不能确定：本办法自 ${period.start} 起实施，有效期至 ${end}`;
  }
}

/** The conclusion in one sentence. */
export function summary(conclusion, findings, inForce) {
  const deciding = findings.filter((finding) => decides(finding.modality));
  const labels = (status) => {
    const found = deciding.filter((finding) => finding.status === status);
    const names = [...new Set(found.map((finding) => finding.citation.label))];
    return `${found.length} 项（${names.join("、")}）`;
  };
  switch (conclusion) {
    case "eligible":
      return `全部 ${deciding.length} 项条件均符合`;
    case "ineligible":
      return `不符合的条件有 ${labels("unmet")}`;
    case "incomplete":
      return `没有发现不符合的条件，尚不能判断的有 ${labels("unknown")}`;
    case "needs_judgement":
      return `没有发现不符合的条件，有待认定的有 ${labels("needs_judgement")}`;
    case "not_in_force":
      return inForce?.message ?? "申报日期不在有效期内";
    default:
      throw new TypeError(`no conclusion: ${conclusion}`);
  }
}
