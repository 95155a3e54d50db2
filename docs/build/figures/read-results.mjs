/** The files of benchmarks/results, and the tables of benchmarks/README.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/shared-folder.mjs';

const benchmarks = path.join(projectRoot, 'benchmarks');

/**
 * Results by the folder's name, but for those of five folds, which have a folder for each: they are scored every 20 epochs, which
 * makes no curve. @returns `{ name, history, cases }`: rows with numbers; `history` is empty where weights were
 * scored and not trained.
 */
export function longRuns() {
  const results = path.join(benchmarks, 'results');
  return readdirSync(results, { withFileTypes: true })
    .filter(({ name }) => existsSync(path.join(results, name, 'cases.csv')))
    .map(({ name }) => ({
      name,
      history: csvRows(path.join(results, name, 'history.csv'), []),
      cases: csvRows(path.join(results, name, 'cases.csv')),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** @param absent What is given where there is no such file. */
function csvRows(file, absent) {
  if (absent !== undefined && !existsSync(file)) return absent;
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const columns = head.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, numberOr(values[i])]));
  });
}

/** The rows below a heading of benchmarks/README.md, of its first table of fixed columns. */
export function measuredTable(heading) {
  const text = readFileSync(path.join(benchmarks, 'README.md'), 'utf8');
  const section = text.split(new RegExp(`^#+ ${heading}$`, 'm'))[1];
  const block = section && /^```\n([\s\S]*?)^```$/m.exec(section)?.[1];
  if (!block) throw new Error(`benchmarks/README.md has no table below '${heading}'.`);
  const [head, rule, ...lines] = block.trimEnd().split('\n');
  const columns = [...rule.matchAll(/-+/g)].map(({ index, 0: dashes }) => [index, index + dashes.length]);
  const names = columns.map(([from, to]) => head.slice(from, to).trim());
  return lines.map((line) =>
    Object.fromEntries(columns.map(([from, to], i) => [names[i], numberOr(line.slice(from, to).trim())])),
  );
}

const numberOr = (text) => (text !== '' && Number.isFinite(Number(text)) ? Number(text) : text);
