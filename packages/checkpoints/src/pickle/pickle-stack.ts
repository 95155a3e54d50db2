import { CheckpointError } from '../errors.js';
import type { PickleValue } from './values.js';

/** The stack and the memo of a pickle machine. */
export class PickleStack {
  private readonly items: PickleValue[] = [];
  /** Heights of the stack at the open marks. */
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PickleValue>();

  push(value: PickleValue): void {
    this.items.push(value);
  }

  top(): PickleValue {
    if (this.items.length <= (this.marks.at(-1) ?? 0))
      throw invalid('takes a value that is not on the stack');
    return this.items[this.items.length - 1];
  }

  pop(): PickleValue {
    const value = this.top();
    this.items.pop();
    return value;
  }

  mark(): void {
    this.marks.push(this.items.length);
  }

  /** Everything above the last mark, which is removed. */
  popMark(): PickleValue[] {
    const height = this.marks.pop();
    if (height === undefined) throw invalid('takes a mark that was never set');
    return this.items.splice(height);
  }

  /** POP removes a mark when there is nothing above it. */
  popItemOrMark(): void {
    if (this.marks.length && this.marks.at(-1) === this.items.length) this.marks.pop();
    else this.pop();
  }

  get(key: number): PickleValue {
    const value = this.memo.get(key);
    if (value === undefined) throw invalid(`reads the memo's entry ${key}, which was never written`);
    return value;
  }

  /** Without a key: the next one, counted from 0. */
  put(key = this.memo.size): void {
    this.memo.set(key, this.top());
  }
}

export function invalid(what: string): CheckpointError {
  return new CheckpointError('invalid-pickle', `The pickle ${what}. The file is damaged; get it again.`);
}
