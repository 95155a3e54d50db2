/** Brush and eraser without a pointer: Shift with arrow keys moves, Space draws. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { beginStroke, endStroke, extendStroke } from '../app/edit.js';
import type { Point } from '../logic/stroke.js';
import type { Size } from '../logic/viewport.js';
import { useSession } from './context.js';

const MOVES: Record<string, [column: number, row: number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** @returns Where the brush is, once it was moved by keys. */
export function useKeyboardBrush(
  box: RefObject<HTMLElement | null>,
  slice: Size,
  draws: boolean,
): Point | undefined {
  const session = useSession();
  const [at, setAt] = useState<Point>();
  const latest = useRef(at);
  latest.current = at;

  useEffect(() => {
    const element = box.current as HTMLElement;
    const onKey = (event: KeyboardEvent) => {
      const { tool, brush } = session.store.get();
      if (!draws || (tool !== 'brush' && tool !== 'eraser')) return;
      const before = latest.current ?? { column: (slice.width - 1) / 2, row: (slice.height - 1) / 2 };
      const move = MOVES[event.key];
      if (move && event.shiftKey) {
        const step = Math.max(1, Math.round(brush / 2));
        const within = (value: number, size: number) => Math.min(size - 1, Math.max(0, value));
        setAt({
          column: within(before.column + move[0] * step, slice.width),
          row: within(before.row + move[1] * step, slice.height),
        });
      } else if (event.key === ' ') {
        const stroke = beginStroke(session, before);
        extendStroke(session, stroke, before);
        endStroke(session, stroke);
        setAt(before);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    };
    const forget = () => setAt(undefined);
    element.addEventListener('keydown', onKey);
    element.addEventListener('pointermove', forget);
    element.addEventListener('blur', forget);
    return () => {
      element.removeEventListener('keydown', onKey);
      element.removeEventListener('pointermove', forget);
      element.removeEventListener('blur', forget);
    };
  }, [box, session, draws, slice.width, slice.height]);

  return at;
}
