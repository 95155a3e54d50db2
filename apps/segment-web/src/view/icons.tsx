/** Signs of the buttons, drawn in lines of the text's color. */
const PATHS = {
  scroll: 'M12 3v18M8 7l4-4 4 4M8 17l4 4 4-4',
  window: 'M12 3a9 9 0 100 18zM12 3a9 9 0 010 18',
  pan: 'M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3',
  brush: 'M14 5l5 5-9 9H5v-5zM12 7l5 5',
  eraser: 'M9 20h11M5 13l8-8 6 6-8 8H8l-3-3z',
  ruler: 'M3 17L17 3l4 4L7 21zM7 13l2 2M10 10l2 2M13 7l2 2',
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  planes: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4z',
  beside: 'M4 5h7v14H4zM13 5h7v14h-7z',
  smooth: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z',
  undo: 'M8 5L4 9l4 4M4 9h10a6 6 0 010 12h-4',
  redo: 'M16 5l4 4-4 4M20 9H10a6 6 0 000 12h4',
  zoomIn: 'M11 4a7 7 0 100 14 7 7 0 000-14zM20 20l-4-4M11 8v6M8 11h6',
  zoomOut: 'M11 4a7 7 0 100 14 7 7 0 000-14zM20 20l-4-4M8 11h6',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  help: 'M12 3a9 9 0 100 18 9 9 0 000-18zM9.500 9.500a2.500 2.500 0 114 2c-1 .8-1.500 1.200-1.500 2.500M12 17v.2',
  theme: 'M20 14A8.500 8.500 0 0110 4a8.500 8.500 0 1010 10z',
  close: 'M6 6l12 12M18 6L6 18',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  stack: 'M12 4l9 4-9 4-9-4zM3 12l9 4 9-4M3 16l9 4 9-4',
  download: 'M12 4v11M8 11l4 4 4-4M5 20h14',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 016 0v3',
  cube: 'M12 3l8 4.500v9L12 21l-8-4.500v-9zM12 12l8-4.500M12 12v9M12 12L4 7.500',
  print: 'M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
