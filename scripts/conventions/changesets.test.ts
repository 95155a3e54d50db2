/** What changesets say will be read by people: each is a sentence or two, and a release's changelog stays short. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workspacesOf } from './laws/project.js';

const root = path.resolve(import.meta.dirname, '../..');
const changesets = createRequire(import.meta.url).resolve('@changesets/cli/bin.js');
/** Longer lists are not read: join what belongs together, `.changeset/README.md` says how. */
const MOST_ENTRIES = 25;

const files = readdirSync(path.join(root, '.changeset')).filter(
  (name) => /\.md$/.test(name) && name !== 'README.md',
);

it.for(files)('.changeset/%s is a text for users', (name) => {
  const [, summary] = /^---\n[\s\S]*?\n---\n([\s\S]*)$/.exec(
    readFileSync(path.join(root, '.changeset', name), 'utf8'),
  )!;
  const text = summary.trim();
  expect(text, 'it begins with a capital letter or with code').toMatch(/^[A-Z0-9`]/);
  expect(text, 'it ends as a sentence').toMatch(/[.!?]$/);
  expect(text, 'it names no commit').not.toMatch(/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b/);
  expect(text.length, 'it is short').toBeLessThan(900);
});

describe('changeset version', () => {
  let copy = '';
  const packages = workspacesOf(root).filter(
    ({ group, manifest }) => group === 'packages' && !manifest.private,
  );

  beforeAll(() => {
    copy = mkdtempSync(path.join(os.tmpdir(), 'miniseg-version-'));
    const take = (file: string) => cpSync(path.join(root, file), path.join(copy, file), { recursive: true });
    for (const file of ['package.json', 'pnpm-workspace.yaml', '.changeset']) take(file);
    for (const { folder } of workspacesOf(root)) {
      mkdirSync(path.join(copy, folder), { recursive: true });
      for (const file of ['package.json', 'CHANGELOG.md'].map((name) => `${folder}/${name}`)) {
        if (existsSync(path.join(root, file))) take(file);
      }
    }
    const git = (...args: string[]) => execFileSync('git', args, { cwd: copy, stdio: 'ignore' });
    git('init');
    git('add', '.');
    git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '-m', 'as it is');
    execFileSync(process.execPath, [changesets, 'version'], { cwd: copy, stdio: 'pipe' });
  }, 120_000);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const changelogOf = (folder: string) => {
    const file = path.join(copy, folder, 'CHANGELOG.md');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };

  it('gives every package that changes a changelog of few entries, without hashes and moved dependencies', () => {
    for (const { folder, manifest } of packages) {
      const version: string = JSON.parse(
        readFileSync(path.join(copy, folder, 'package.json'), 'utf8'),
      ).version;
      if (version === manifest.version) continue;
      const text = changelogOf(folder);
      const [, newest] = text.split(/^## /m);
      expect(newest.startsWith(version), `${folder} begins with ${version}`).toBe(true);
      const entries = newest.split(/^- /m).slice(1);
      expect(entries.length, `entries of ${folder}`).toBeLessThanOrEqual(MOST_ENTRIES);
      expect(entries.length, `entries of ${folder}`).toBeGreaterThan(0);
      expect(newest).not.toMatch(/Updated dependencies|^- [0-9a-f]{7,}:/m);
    }
  });

  it('moves packages together, and writes no range of the workspace that does not fit', () => {
    for (const { folder, manifest } of packages) {
      const { version } = JSON.parse(readFileSync(path.join(copy, folder, 'package.json'), 'utf8'));
      expect(version, manifest.name).toMatch(/^\d+\.\d+\.\d+$/);
      // From the first release on, with whatever changed in it.
      if (manifest.version === '0.0.0') expect(version, manifest.name).toBe('0.1.0');
    }
  });
});
