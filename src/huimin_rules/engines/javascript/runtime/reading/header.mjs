// The first lines of an application file, for people and for whoever opens the file again: which policy in which
// version it was made for, and which readings were fixed.

const _POLICY = /^# huimin-policy: (\S+) (sha256:[0-9a-f]{64})[ \r]*$/;
const _READINGS = /^# huimin-readings: (.*?)[ \r]*$/;
const _READING = /^([^\s=,]+)=([^\s=,]+)$/;

/** The lines that name a policy and the readings that were fixed. */
export function headerLines(identity, digest, readings) {
  const fixed = Object.entries(readings).map(([name, chosen]) => `${name}=${chosen}`);
  const lines = [`# huimin-policy: ${identity.id} ${digest}`];
  return fixed.length ? [...lines, `# huimin-readings: ${fixed.join(", ")}`] : lines;
}

/**
 * What the comments at the head of a file name: `{policy: {id, digest} | null, readings}`. Whatever is written
 * otherwise is no header.
 */
export function headerOf(text) {
  const header = { policy: null, readings: {} };
  for (const line of text.split("\n")) {
    if (!/^#|^[ \r]*$/.test(line)) {
      break;
    }
    const policy = _POLICY.exec(line);
    if (policy !== null && header.policy === null) {
      header.policy = { id: policy[1], digest: policy[2] };
    }
    const readings = _READINGS.exec(line);
    for (const one of readings === null ? [] : readings[1].split(", ")) {
      const reading = _READING.exec(one);
      if (reading !== null && !Object.hasOwn(Object.prototype, reading[1])) {
        header.readings[reading[1]] ??= reading[2];
      }
    }
  }
  return header;
}
