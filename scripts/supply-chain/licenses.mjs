/** The licenses of everything that users install, as a table, and their texts. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Licenses that ask for no more than their notice. Another one is a decision, not a line in a table. */
const ALLOWED = new Set([
  'Apache-2.0',
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Zlib',
  'Unlicense',
]);

/**
 * What has no license on the list.
 *
 * @param {import('./components.mjs').Component[]} list
 */
export function notAllowed(list) {
  return list.flatMap(({ id, manifest }) => (allows(manifest.license) ? [] : [`${id}: ${manifest.license}`]));
}

/** Of a choice one is enough; all of a conjunction are needed. */
function allows(expression) {
  if (typeof expression !== 'string') return false;
  const choices = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((one) => ALLOWED.has(one)));
}

/** Markdown. */
export function licenseList(list) {
  const foreign = list.filter(({ own }) => !own);
  const rows = foreign.map(({ id, manifest }) => `| ${id} | ${manifest.license} | ${authorOf(manifest)} |`);
  const texts = foreign.map(({ id, folder }) => `## ${id}\n\n${licenseText(folder)}`);
  return [
    '# Licenses of what the packages of MiniSeg depend on',
    `The packages themselves are under ${[...new Set(list.filter(({ own }) => own).map(({ manifest }) => manifest.license))].join(', ')}.`,
    ['| package | license | author |', '|---|---|---|', ...rows].join('\n'),
    ...texts,
  ].join('\n\n');
}

function authorOf({ author = '' }) {
  return (typeof author === 'string' ? author : author.name).replace(/\s*[<(].*/, '').replaceAll('|', '/');
}

function licenseText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  if (!file) return 'The package holds no text of its license.';
  return `\`\`\`text\n${readFileSync(path.join(folder, file), 'utf8').trim().replaceAll('```', "'''")}\n\`\`\``;
}
