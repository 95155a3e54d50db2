import { expect, it } from 'vitest';
import { commandOf, SHORTCUTS } from './shortcuts.js';

const press = (
  key: string,
  modifiers: { ctrl?: boolean; shift?: boolean; alt?: boolean; meta?: boolean } = {},
) =>
  commandOf({
    key,
    ctrlKey: modifiers.ctrl ?? false,
    shiftKey: modifiers.shift ?? false,
    altKey: modifiers.alt ?? false,
    metaKey: modifiers.meta ?? false,
  });

it('no key has two meanings', () => {
  const keys = SHORTCUTS.flatMap(({ keys, control, shift }) =>
    keys.map((key) => `${control ? 'Ctrl ' : ''}${shift ? 'Shift ' : ''}${key}`),
  );
  expect(new Set(keys).size).toBe(keys.length);
});

it('arrows move, letters choose tools, signs are what the keyboard makes of them', () => {
  expect(press('ArrowDown')).toBe('next');
  expect(press('b')).toBe('brush');
  expect(press('?', { shift: true })).toBe('help');
  expect(press('+', { shift: true })).toBe('zoomIn');
});

it('undo and redo go by Ctrl on PCs and Cmd on Macs', () => {
  expect(press('z', { ctrl: true })).toBe('undo');
  expect(press('z', { meta: true })).toBe('undo');
  expect(press('Z', { ctrl: true, shift: true })).toBe('redo');
  expect(press('y', { ctrl: true })).toBe('redo');
});

it("the browser's own shortcuts stay the browser's", () => {
  expect(press('p', { ctrl: true })).toBeUndefined();
  expect(press('w', { ctrl: true })).toBeUndefined();
  expect(press('ArrowLeft', { alt: true })).toBeUndefined();
  expect(press('+', { ctrl: true })).toBeUndefined();
});
