import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** How large an element is in CSS pixels, at least 1 a side, whenever that changes. */
export function useSize(box: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 1, height: 1 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry.contentRect;
      setSize({ width: Math.max(1, width), height: Math.max(1, height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return size;
}
