/** Pages that show a source, or what a folder holds. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/shared-folder.mjs';
import { sourcePage } from './links.mjs';

const LARGEST = 200_000;
const LANGUAGES = { '.ts': 'ts', '.tsx': 'tsx', '.js': 'js', '.mjs': 'js', '.json': 'json', '.py': 'python' };
const FRONT = '---\nsearch: false\noutline: false\naside: false\nprev: false\nnext: false\n---\n';

/** @param sources Files and folders from the project's root. @returns Map of a page's path to its text. */
export function sourcePages(sources) {
  const pages = new Map();
  for (const source of sources) add(source);
  return pages;

  function add(source) {
    const page = sourcePage(source).slice(1);
    if (pages.has(page)) return;
    const absolute = path.join(projectRoot, source);
    if (!statSync(absolute).isDirectory()) {
      pages.set(page, filePage(source, readFileSync(absolute, 'utf8')));
      return;
    }
    const entries = readdirSync(absolute, { withFileTypes: true }).filter(
      ({ name }) => name !== 'node_modules' && name !== 'dist' && !/\.test\.tsx?$/.test(name),
    );
    const lines = entries.map((entry) => {
      if (!entry.isFile() || statSync(path.join(absolute, entry.name)).size > LARGEST)
        return `- ${entry.name}/`;
      add(`${source}/${entry.name}`);
      return `- [${entry.name}](${sourcePage(`${source}/${entry.name}`)})`;
    });
    pages.set(page, `${FRONT}# ${path.basename(source)}\n\n\`${source}\` holds:\n\n${lines.join('\n')}\n`);
  }
}

function filePage(source, text) {
  const language = LANGUAGES[path.extname(source)] ?? 'text';
  return `${FRONT}# ${path.basename(source)}\n\n\`${source}\`\n\n\`\`\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\`\`\n`;
}
