/** What GitHub runs is of this project: scripts that exist, and the versions of Node that the manifests ask for. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
// @ts-expect-error plain JavaScript, shared with the scripts
import { NODE_VERSIONS } from '../manifest-fields.mjs';
import { filesBelow, textOf } from './laws/project.js';

const root = path.resolve(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

interface Job {
  permissions?: Record<string, string>;
  strategy?: { matrix: { node: (string | number)[]; os: string[]; include: { os: string }[] } };
  steps: { uses?: string; run?: string; env?: Record<string, unknown> }[];
}

const workflow = (name: string): { jobs: Record<string, Job> } =>
  parse(textOf(root, `.github/workflows/${name}.yml`));

it.each(filesBelow(root, '.github', /\.yml$/))('%s is YAML without doubled keys', (file) => {
  expect(parse(textOf(root, file), { uniqueKeys: true })).toBeTypeOf('object');
});

describe.each(['ci', 'release'])('the workflow %s', (name) => {
  const steps = Object.values(workflow(name).jobs).flatMap((job) => job.steps);

  it('runs scripts of package.json', () => {
    const named = steps.flatMap(({ run = '' }) => /^npm (?:run )?(\S+)/.exec(run)?.[1] ?? []);
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((script) => !scripts[script])).toEqual([]);
  });

  it('uses actions of a fixed version', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@(v\d+|[0-9a-f]{40})$/.test(action))).toEqual([]);
  });
});

it('CI runs the oldest Node of each line that is supported, on all three systems', () => {
  const { node, os, include } = workflow('ci').jobs.test.strategy!.matrix;
  const oldest = [...(NODE_VERSIONS as string).matchAll(/\d+\.\d+\.\d+/g)].map(([version]) => version);
  expect(node.map(String)).toEqual(expect.arrayContaining([...oldest, '24']));
  expect([...os, ...include.map((one) => one.os)].map((name) => name.replace(/-.*/, ''))).toEqual([
    'ubuntu',
    'macos',
    'windows',
  ]);
});

it('a release is published with provenance', () => {
  const { permissions, steps } = workflow('release').jobs.publish;
  expect(permissions).toMatchObject({ 'id-token': 'write' });
  const [publish] = steps.filter(({ run }) => run === 'npm run release');
  expect(publish.env).toMatchObject({ NPM_CONFIG_PROVENANCE: true });
});

it('whoever reports a fault is asked for what `miniseg doctor --json` says, and to attach no patient', () => {
  const { body } = parse(textOf(root, '.github/ISSUE_TEMPLATE/bug.yml'));
  const [doctor] = body.filter(({ id }: { id?: string }) => id === 'doctor');
  expect(doctor.attributes.label).toContain('miniseg doctor --json');
  expect(doctor.validations.required).toBe(true);
  expect(JSON.stringify(body[0])).toMatch(/patient/);
});
