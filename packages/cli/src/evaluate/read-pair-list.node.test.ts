import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type PairListFolders, readPairList } from './read-pair-list.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const files = ['p/a.png', 'p/b, "left".png', 't/a.png', 't/b.png', 'a.png'];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-list-'));
  for (const folder of ['p', 't']) await mkdir(at(folder));
  for (const file of files) await writeFile(at(file), '');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function read(text: string, folders?: PairListFolders) {
  await writeFile(at('list'), text);
  const pairs = await readPairList(at('list'), folders);
  return pairs.map(({ id, prediction, truth }) => [
    id,
    path.relative(root, prediction),
    path.relative(root, truth),
  ]);
}

const both = [
  ['p/a.png', path.join('p', 'a.png'), path.join('t', 'b.png')],
  ['p/b, "left".png', path.join('p', 'b, "left".png'), path.join('t', 'a.png')],
];

it.each([
  ['commas', 'prediction,truth\np/a.png,t/b.png\n"p/b, ""left"".png",t/a.png\n'],
  [
    'semicolons, a byte order mark and CRLF',
    '\uFEFFPrediction;Truth\r\np/a.png;t/b.png\r\n"p/b, ""left"".png";t/a.png',
  ],
  [
    'tabs, another order and blank lines',
    'truth\tprediction\n\nt/b.png\tp/a.png\n\nt/a.png\t"p/b, ""left"".png"\n\n',
  ],
  [
    'JSON',
    JSON.stringify([
      { prediction: 'p/a.png', truth: 't/b.png' },
      { prediction: 'p/b, "left".png', truth: 't/a.png' },
    ]),
  ],
])('a list with %s is read, relative to its folder', async (_, text) => {
  expect(await read(text)).toEqual(both);
});

it('a case is named by its id where there is one', async () => {
  expect((await read('id,prediction,truth\nleft lung,p/a.png,t/a.png'))[0][0]).toBe('left lung');
  expect((await read('[{"id": 0, "prediction": "p/a.png", "truth": "t/a.png"}]'))[0][0]).toBe('0');
  expect((await read('id,prediction,truth\n,p/a.png,t/a.png'))[0][0]).toBe('p/a.png');
});

it('names are looked up in the given folders first, then beside the list', async () => {
  const folders = { predictions: at('p'), truths: at('t') };
  expect(await read('prediction,truth\na.png,a.png', folders)).toEqual([
    ['a.png', path.join('p', 'a.png'), path.join('t', 'a.png')],
  ]);
  expect(await read('prediction,truth\np/a.png,t/b.png', folders)).toEqual([both[0]]);
});

it.each([
  ['names no pair', 'prediction,truth\n', /names no pair/],
  ['is empty', '', /names no pair/],
  [
    'has other columns',
    'image,mask\np/a.png,t/a.png',
    /Entry 1 .* has no prediction\. .*'prediction' and a 'truth'/,
  ],
  ['lacks a truth', 'prediction,truth\np/a.png,t/a.png\na.png', /Entry 2 .* has no truth/],
  [
    'names a missing file',
    'prediction,truth\np/z.png,t/a.png',
    /Entry 1 .* no prediction 'p\/z\.png'.*folder of the list/,
  ],
  [
    'names a prediction twice',
    'prediction,truth\np/a.png,t/a.png\np/../p/a.png,t/b.png',
    /the prediction 'p\/\.\.\/p\/a\.png' twice/,
  ],
  ['names a truth twice', 'prediction,truth\np/a.png,t/a.png\na.png,t/a.png', /the truth 't\/a\.png' twice/],
  ['has an id twice', 'id,prediction,truth\n1,p/a.png,t/a.png\n1,a.png,t/b.png', /the id '1' twice/],
  ['has a stray quotation mark', 'prediction,truth\np/a".png,t/a.png', /line 2 has a stray quotation mark/],
  ['has an open quotation', 'prediction,truth\n"p/a.png,t/a.png', /line 2 has a stray quotation mark/],
  ['is broken JSON', '[{"prediction": ', /cannot be read: .*JSON/],
  ['is other JSON', '{"a.png": "b.png"}', /no JSON array of objects/],
  ['is a JSON array of names', '["a.png"]', /no JSON array of objects/],
  ['names files by number', '[{"prediction": 1, "truth": 2}]', /Entry 1 .* has no prediction/],
])('a list that %s is an error', async (_, text, message) => {
  await expect(read(text)).rejects.toMatchObject({
    name: 'CliError',
    message: expect.stringMatching(message),
  });
});

it('a list that is not there is an error', async () => {
  await expect(readPairList(at('none.csv'))).rejects.toThrow(/none\.csv' cannot be read: ENOENT/);
});

it('a list reaches no further than its folder and those that are given', async () => {
  await mkdir(at('lists'));
  await symlink('/dev/zero', at('p', 'endless.png'));
  await symlink(at('a.png'), at('lists', 'linked.png'));
  const from = async (prediction: string, folders?: PairListFolders) => {
    await writeFile(at('lists', 'list.csv'), `prediction,truth\n"${prediction}",own.png\n`);
    await writeFile(at('lists', 'own.png'), '');
    return readPairList(at('lists', 'list.csv'), folders);
  };
  const outside = {
    name: 'CliError',
    code: 'input',
    message: expect.stringMatching(/neither in its folder/),
  };
  for (const name of ['../a.png', at('a.png'), '/etc/passwd', '/dev/zero', '../p/../a.png'])
    await expect(from(name)).rejects.toMatchObject(outside);
  await expect(from('linked.png')).rejects.toMatchObject({
    message: expect.stringMatching(/"linked\.png", which is a link that leaves/),
  });
  await expect(from('endless.png', { predictions: at('p') })).rejects.toMatchObject({
    message: expect.stringMatching(/which is a link that leaves/),
  });
  // Who names the folder of the files says that they may be read.
  for (const name of ['../p/a.png', at('p', 'a.png'), 'a.png'])
    expect((await from(name, { predictions: at('p') }))[0].prediction).toBe(at('p', 'a.png'));
});
