import { CheckpointError } from '../errors.js';
import { quote } from '../quote.js';

/** The object of tensors, one tensor's object, its shape. */
const MAX_DEPTH = 3;

const OPENING = '{[';
const CLOSING = '}]';
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Finds what `JSON.parse` accepts silently: a key given twice (it keeps the last one), and nesting that no header needs.
 * Runs before it, over text that may still be invalid JSON, in one pass.
 */
export function scanHeader(text: string): void {
  const levels: { keys: Set<string> | undefined; expectsKey: boolean }[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    const level = levels.at(-1);
    if (character === '"') {
      const end = closingQuote(text, at);
      if (level?.keys && level.expectsKey) {
        const key = text.slice(at, end + 1);
        const name = key.includes('\\') ? unescaped(key) : key.slice(1, -1);
        if (level.keys.has(name)) {
          throw new CheckpointError(
            'duplicate-name',
            `The safetensors header has the key ${quote(name)} twice. Keys are unique; write the file again.`,
          );
        }
        level.keys.add(name);
        level.expectsKey = false;
      }
      at = end;
    } else if (OPENING.includes(character)) {
      if (levels.length === MAX_DEPTH) {
        throw new CheckpointError(
          'invalid-header',
          `The safetensors header nests deeper than ${MAX_DEPTH} levels. It is damaged or no safetensors file.`,
        );
      }
      levels.push({ keys: character === '{' ? new Set() : undefined, expectsKey: true });
    } else if (CLOSING.includes(character)) {
      levels.pop();
    } else if (character === ',' && level) {
      level.expectsKey = true;
    }
  }
}

function closingQuote(text: string, opening: number): number {
  for (let at = opening + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  // Unterminated: JSON.parse says so.
  return text.length;
}

function unescaped(literal: string): string {
  try {
    return JSON.parse(literal);
  } catch {
    return literal;
  }
}
