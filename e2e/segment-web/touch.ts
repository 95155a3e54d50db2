/** Fingers on a page: what a browser sends for them, which a mouse does not. */
import type { Page } from 'playwright';

interface Point {
  x: number;
  y: number;
}

/** @param fingers The way of each: all go down together, move in the same number of steps, and are lifted together. */
export async function touch(page: Page, fingers: [from: Point, to: Point][], steps = 8): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const at = (share: number) =>
    fingers.map(([from, to], id) => ({
      id,
      x: from.x + share * (to.x - from.x),
      y: from.y + share * (to.y - from.y),
    }));
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: ReturnType<typeof at>) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  // One after the other, as hands do it.
  for (let down = 1; down <= fingers.length; down++) await send('touchStart', at(0).slice(0, down));
  for (let step = 1; step <= steps; step++) await send('touchMove', at(step / steps));
  await send('touchEnd', []);
  await session.detach();
}
