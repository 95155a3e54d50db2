import { expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, shared with the scripts
import { shellFor } from '../shell.mjs';

const words = [
  '--yes',
  'pnpm@10.34.8',
  'pack',
  '--pack-destination',
  'C:\\Users\\Jane Doe\\out',
  '!@miniseg/testkit',
];

it('starts npx in a shell on Windows, and keeps words with blanks whole', () => {
  const quoted = [
    '--yes',
    'pnpm@10.34.8',
    'pack',
    '--pack-destination',
    '"C:\\Users\\Jane Doe\\out"',
    '"!@miniseg/testkit"',
  ];
  expect(shellFor('npx', words, 'win32')).toEqual([quoted, { shell: true }]);
});

it('needs no shell elsewhere, nor for a program, whose path may have blanks', () => {
  expect(shellFor('npx', words, 'darwin')).toEqual([words, { shell: false }]);
  expect(shellFor('C:\\Program Files\\nodejs\\node.exe', words, 'win32')).toEqual([words, { shell: false }]);
});
