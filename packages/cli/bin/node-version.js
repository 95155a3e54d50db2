/** Whether this Node is one that `engines` in a manifest asks for; plain JavaScript that any Node runs. */

/**
 * @param version Such as '20.19.0'.
 * @param range Parts of the form `^20.19.0` or `>=22.12.0` between `||`.
 */
export function nodeFits(version, range) {
  return range.split('||').some((part) => {
    const [, sign, least] = /^\s*(\^|>=)([\d.]+)\s*$/.exec(part);
    const sameMajor = version.split('.')[0] === least.split('.')[0];
    return (sign === '>=' || sameMajor) && compare(version, least) >= 0;
  });
}

/** What to tell whoever runs an older Node. */
export function tooOld(version, range) {
  return `Node ${version} is too old: miniseg needs Node ${range}. See https://nodejs.org`;
}

/** Like `a - b`, from the first number that differs. */
function compare(a, b) {
  const [ours, theirs] = [a, b].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)));
  return theirs.map((number, i) => ours[i] - number).find((difference) => difference !== 0) ?? 0;
}
