/** The page of changes: what each package's CHANGELOG.md says, and before it what is not released yet. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/shared-folder.mjs';
import { publishedPackages } from './entry-points.mjs';

export function changelogPage() {
  const waiting = unreleased();
  const sections = publishedPackages().map(({ folder, manifest }) => {
    const file = path.join(projectRoot, 'packages', folder, 'CHANGELOG.md');
    // Its title becomes that of a section; versions and kinds go one level down.
    const released = existsSync(file)
      ? readFileSync(file, 'utf8')
          .replace(/^# .*\n/, '')
          .replaceAll(/^(#+) /gm, '#$1 ')
          .trim()
      : '';
    const notes = waiting.get(manifest.name) ?? [];
    const next = notes.length > 0 ? `### Not released yet\n\n${notes.map(listItem).join('\n')}` : '';
    return [`## ${manifest.name}`, next, released].filter(Boolean).join('\n\n');
  });
  return `---\noutline: 2\n---\n# Changes\n\nWhat users of a package can see of each version.\n\n${sections.join('\n\n')}\n`;
}

const listItem = (text) => `- ${text.replaceAll(/\n+/g, '\n  ')}`;

/** Map of a package's name to the notes of its changes, in the order of their files. */
function unreleased() {
  const folder = path.join(projectRoot, '.changeset');
  const notes = new Map();
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()) {
    const [, head, text] =
      /^---\n([\s\S]*?)---\n([\s\S]*)$/.exec(readFileSync(path.join(folder, file), 'utf8')) ?? [];
    if (head === undefined)
      throw new Error(`.changeset/${file} does not begin with the packages that it is about.`);
    for (const [, name] of head.matchAll(/['"]([^'"]+)['"]: *\w+/g)) {
      if (text.trim()) notes.set(name, [...(notes.get(name) ?? []), text.trim()]);
    }
  }
  return notes;
}
