// Reading an application file, YAML or JSON, into plain data with positions. Follows loading/application_file.py.

import { headerOf } from "./header.mjs";
import { isMapping } from "./plain.mjs";
import { UNKNOWN_NAME, problemOf, show } from "./problems.mjs";
import { MAX_BYTES, decoded } from "./source_text.mjs";
import { readJson } from "./strict_json.mjs";
import { readYaml } from "./strict_yaml.mjs";
import { locatorOf } from "./yaml_tree.mjs";

const _NO_HEADER = { policy: null, readings: {} };

/**
 * What an application file says: `{facts, header, problems, locate}`.
 *
 * `given` is its text or its bytes, `name` its name: `.json` is JSON, everything else YAML. `facts` is the mapping that
 * it holds, null where there are problems. `header` is what its first lines name: `{policy: {id, digest} | null,
 * readings}`. `locate(problem)` is a problem of the facts with the file and, in YAML, the line and the column of what
 * its path names.
 */
export function parseFile(given, name) {
  const { text, bytes, broken } = decoded(given);
  const isJson = /\.json$/i.test(name);
  const named = (problem) => ({ ...problem, file: name });
  const wrong = (problems) => ({ facts: null, header: _NO_HEADER, problems, locate: named });
  const unreadable = ({ message, line, column }) =>
    problemOf("", `可读的 ${isJson ? "JSON" : "YAML"}`, message, { file: name, line, column });
  if (bytes > MAX_BYTES) {
    const found = `文件过大：上限 ${MAX_BYTES} 字节`;
    return wrong([problemOf("", "申请文件（.yaml、.yml 或 .json）", found, { file: name })]);
  }
  if (broken !== null) {
    const place = isJson ? { line: null, column: null } : broken;
    return wrong([unreadable({ message: `不是 UTF-8 编码${isJson ? "" : "，请另存为 UTF-8"}`, ...place })]);
  }
  const { data, spot, flaws } = isJson ? _json(text) : readYaml(text);
  const header = isJson ? _NO_HEADER : headerOf(text);
  if (flaws.length) {
    return { ...wrong(flaws.map(unreadable)), header };
  }
  if (data !== null && !isMapping(data)) {
    return { ...wrong([problemOf("", "映射（键: 值）", show(data), { file: name })]), header };
  }
  return { facts: data ?? {}, header, problems: [], locate: isJson ? named : _located(spot, name) };
}

function _json(text) {
  const { data, flaw } = readJson(text);
  return { data, spot: null, flaws: flaw === null ? [] : [flaw] };
}

function _located(spot, name) {
  let locate = null;
  return (problem) => {
    locate ??= locatorOf(spot);
    return { ...problem, file: name, ...locate(problem.path, problem.found === UNKNOWN_NAME) };
  };
}
