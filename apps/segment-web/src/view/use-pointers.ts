/** Mouse, pen and fingers on a slice: the chosen tool, window by the right button, pan and pinch by two fingers. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { beginStroke, dropStroke, endStroke, extendStroke, type Stroke } from '../app/edit.js';
import type { Point } from '../logic/stroke.js';
import { panBy, place, type Size, type SliceSize, toPixel, zoomAt } from '../logic/viewport.js';
import { dragWindow } from '../logic/window-level.js';
import type { Tool } from '../state/state.js';
import { useSession } from './context.js';
import type { Handles } from './handles.js';

interface Place {
  x: number;
  y: number;
}

/** Pixels of the screen to the next slice. */
const STEP = 8;
const WHEEL_STEP = 40;
/** Pixels of the screen below which a pointer was pressed, not dragged. */
const CLICK = 5;
const BUTTON_TOOLS: Record<number, Tool> = { 1: 'pan', 2: 'window' };

/** @returns Where the brush is, in pixels of the slice; undefined when there is none to show. */
export function usePointers(
  box: RefObject<HTMLElement | null>,
  slice: SliceSize,
  size: Size,
  {
    handles,
    draws,
    onHover,
  }: {
    handles: Handles;
    /** Brush and eraser draw here; else they scroll. */
    draws: boolean;
    onHover: (at: Point | undefined) => void;
  },
): Point | undefined {
  const session = useSession();
  const [brush, setBrush] = useState<Point>();
  // Listeners are added once, and see the latest of these.
  const latest = useRef({ slice, size, handles, onHover });
  latest.current = { slice, size, handles, onHover };

  useEffect(() => {
    const element = box.current as HTMLElement;
    const { store } = session;
    const down = new Map<number, Place>();
    let tool: Tool | undefined;
    let stroke: Stroke | undefined;
    let wheel = 0;
    let drag = 0;
    /** How far the pointer went since it was pressed, pixels of the screen. */
    let way = 0;
    let measured: Point | undefined;

    const at = (event: MouseEvent): Place => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const pixel = (where: Place) => {
      const { slice, size, handles } = latest.current;
      return toPixel(where, slice, place(slice, size, handles.viewport(slice, size)));
    };
    const look = () => store.get().look;
    const measures = () => latest.current.handles.measures;
    const isDrawing = (one: Tool | undefined) => one === 'brush' || one === 'eraser';
    const finish = () => {
      if (stroke) endStroke(session, stroke);
      stroke = undefined;
    };

    const onDown = (event: PointerEvent) => {
      element.focus({ preventScroll: true });
      element.setPointerCapture(event.pointerId);
      down.set(event.pointerId, at(event));
      if (down.size > 1) {
        // The first of two fingers was not meant to draw.
        if (stroke) dropStroke(session, stroke);
        stroke = undefined;
        tool = undefined;
        return;
      }
      drag = 0;
      way = 0;
      tool =
        event.pointerType === 'mouse' ? (BUTTON_TOOLS[event.button] ?? store.get().tool) : store.get().tool;
      if (isDrawing(tool)) {
        if (draws) stroke = beginStroke(session, pixel(at(event)));
        else tool = 'scroll';
      } else if (tool === 'ruler' && !measures()) {
        tool = 'scroll';
      } else if (tool === 'ruler') {
        measured = pixel(at(event));
        measure(measured);
      }
    };

    const onMove = (event: PointerEvent) => {
      const now = at(event);
      const before = down.get(event.pointerId);
      latest.current.onHover(pixel(now));
      if (isDrawing(store.get().tool) && draws) setBrush(pixel(now));
      if (!before) return;
      if (down.size === 2) pinch(event.pointerId, before, now);
      else if (stroke)
        for (const one of event.getCoalescedEvents?.() ?? [event])
          extendStroke(session, stroke, pixel(at(one)));
      else if (measured) measure(pixel(now));
      else move({ x: now.x - before.x, y: now.y - before.y });
      way += Math.hypot(now.x - before.x, now.y - before.y);
      down.set(event.pointerId, now);
    };

    const move = (by: Place) => {
      const { slice, size, handles } = latest.current;
      if (tool === 'window') {
        const share = { x: by.x / size.width, y: by.y / size.height };
        const { window, range } = handles.values();
        handles.setWindow(dragWindow(window, share, 1.5 * (range[1] - range[0])));
      } else if (tool === 'pan') {
        handles.setViewport(panBy(handles.viewport(slice, size), by, slice, size), slice, size);
      } else if (tool === 'scroll') {
        drag += by.y;
        const steps = Math.trunc(drag / STEP);
        drag -= steps * STEP;
        if (steps !== 0) handles.step(steps);
      }
    };

    const measure = (to: Point) => {
      if (!measured) return;
      const ruler = { slice: look().slice, from: measured, to };
      store.dispatch({ type: 'set', values: { ruler } });
    };

    /** A click with the scroll tool is where the other planes cut. */
    const cut = (event: PointerEvent) => {
      const { row, column } = pixel(at(event));
      const { width, height } = latest.current.slice;
      const inside = row > -0.5 && column > -0.5 && row < height - 0.5 && column < width - 0.5;
      if (inside) {
        store.dispatch({
          type: 'look',
          look: { cross: { row: Math.round(row), column: Math.round(column) } },
        });
      }
    };

    const pinch = (moved: number, before: Place, now: Place) => {
      const [other] = [...down].flatMap(([id, where]) => (id === moved ? [] : [where]));
      const { slice, size, handles } = latest.current;
      const distance = (one: Place) => Math.hypot(one.x - other.x, one.y - other.y);
      const factor = distance(now) / Math.max(1, distance(before));
      const center = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      const zoomed = zoomAt(handles.viewport(slice, size), factor, center, slice, size);
      const by = { x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 };
      handles.setViewport(panBy(zoomed, by, slice, size), slice, size);
    };

    const onUp = (event: PointerEvent) => {
      if (down.size === 1 && tool === 'scroll' && way < CLICK && look().planes && measures()) cut(event);
      down.delete(event.pointerId);
      measured = undefined;
      finish();
      if (event.pointerType !== 'mouse') setBrush(undefined);
    };

    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { slice, size, handles } = latest.current;
      if (event.ctrlKey || event.metaKey || handles.slices() === 1) {
        const before = handles.viewport(slice, size);
        const viewport = zoomAt(before, Math.exp(-event.deltaY / 300), at(event), slice, size);
        handles.setViewport(viewport, slice, size);
        return;
      }
      // A mouse's notch is one slice; touchpads send many small steps.
      wheel += event.deltaMode === 0 ? event.deltaY : event.deltaY * WHEEL_STEP;
      const steps = Math.trunc(wheel / WHEEL_STEP);
      if (steps === 0) return;
      wheel = 0;
      handles.step(Math.sign(steps) * Math.min(3, Math.abs(steps)));
    };

    const onLeave = () => {
      setBrush(undefined);
      latest.current.onHover(undefined);
    };
    const noMenu = (event: Event) => event.preventDefault();
    const listeners: [string, (event: never) => void, AddEventListenerOptions?][] = [
      ['pointerdown', onDown],
      ['pointermove', onMove],
      ['pointerup', onUp],
      ['pointercancel', onUp],
      ['pointerleave', onLeave],
      ['contextmenu', noMenu],
      ['wheel', onWheel, { passive: false }],
    ];
    for (const [name, listener, options] of listeners) {
      element.addEventListener(name, listener as EventListener, options);
    }
    return () => {
      for (const [name, listener] of listeners) element.removeEventListener(name, listener as EventListener);
    };
  }, [box, session, draws]);

  return brush;
}
