/** Keys and what they do; the help dialog shows this table. */

export type Command =
  | 'next'
  | 'previous'
  | 'forward'
  | 'back'
  | 'first'
  | 'last'
  | 'nextMarked'
  | 'previousMarked'
  | 'scroll'
  | 'window'
  | 'pan'
  | 'brush'
  | 'eraser'
  | 'ruler'
  | 'play'
  | 'planes'
  | 'beside'
  | 'smooth'
  | 'smaller'
  | 'larger'
  | 'zoomIn'
  | 'zoomOut'
  | 'fit'
  | 'overlay'
  | 'heat'
  | 'undo'
  | 'redo'
  | 'help';

export interface Shortcut {
  command: Command;
  /** Values of KeyboardEvent.key; letters in lower case. */
  keys: string[];
  /** With Ctrl, or Cmd on a Mac. */
  control?: boolean;
  shift?: boolean;
  text: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { command: 'next', keys: ['ArrowDown', 'ArrowRight'], text: 'Next slice' },
  { command: 'previous', keys: ['ArrowUp', 'ArrowLeft'], text: 'Previous slice' },
  { command: 'forward', keys: ['PageDown'], text: 'Ten slices on' },
  { command: 'back', keys: ['PageUp'], text: 'Ten slices back' },
  { command: 'first', keys: ['Home'], text: 'First slice' },
  { command: 'last', keys: ['End'], text: 'Last slice' },
  { command: 'nextMarked', keys: ['n'], text: 'Next slice with a mark' },
  { command: 'previousMarked', keys: ['p'], text: 'Previous slice with a mark' },
  { command: 'scroll', keys: ['s'], text: 'Drag scrolls through slices' },
  { command: 'window', keys: ['w'], text: 'Drag changes brightness and contrast' },
  { command: 'pan', keys: ['m'], text: 'Drag moves the picture' },
  { command: 'brush', keys: ['b'], text: 'Drag paints' },
  { command: 'eraser', keys: ['e'], text: 'Drag erases' },
  { command: 'ruler', keys: ['r'], text: 'Drag measures a distance' },
  { command: 'play', keys: ['c'], text: 'Play through the slices, or stop' },
  { command: 'planes', keys: ['3'], text: 'Three planes, or one' },
  { command: 'beside', keys: ['2'], text: 'Two studies side by side, or one' },
  { command: 'smooth', keys: ['i'], text: 'Smooth pixels, or squares' },
  { command: 'smaller', keys: ['['], text: 'Smaller brush' },
  { command: 'larger', keys: [']'], text: 'Larger brush' },
  { command: 'zoomIn', keys: ['+', '='], text: 'Zoom in' },
  { command: 'zoomOut', keys: ['-'], text: 'Zoom out' },
  { command: 'fit', keys: ['0'], text: 'Fit the picture' },
  { command: 'overlay', keys: ['o'], text: 'Show or hide the mask' },
  { command: 'heat', keys: ['h'], text: 'Show or hide probabilities' },
  { command: 'undo', keys: ['z'], control: true, text: 'Undo' },
  { command: 'redo', keys: ['y'], control: true, text: 'Redo' },
  { command: 'redo', keys: ['z'], control: true, shift: true, text: 'Redo' },
  { command: 'help', keys: ['?'], text: 'This help' },
];

export interface KeyLike {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

export function commandOf(event: KeyLike): Command | undefined {
  if (event.altKey) return undefined;
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // A shifted sign, such as '?' or '+', is a key of its own; for letters Shift counts.
  const letter = /^[a-z]$/.test(key);
  return SHORTCUTS.find(
    (shortcut) =>
      shortcut.keys.includes(key) &&
      (shortcut.control ?? false) === control &&
      (!letter || (shortcut.shift ?? false) === event.shiftKey),
  )?.command;
}
