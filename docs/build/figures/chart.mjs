/** Plain SVG in the colors of the page that it stands in: nothing is fixed but what tells series apart. */

/** Told apart by people who do not see all colors (Okabe and Ito), and on white as on black. */
export const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

export function element(name, attributes = {}, ...children) {
  const set = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const text = set.map(([key, value]) => ` ${key}="${escaped(value)}"`).join('');
  return `<${name}${text}>${children.flat().join('')}</${name}>`;
}

const escaped = (value) =>
  String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export const label = (x, y, text, attributes = {}) =>
  element(
    'text',
    { x: rounded(x), y: rounded(y), fill: 'currentColor', 'font-size': 12, ...attributes },
    escaped(text),
  );

export const rounded = (value) => Math.round(10 * value) / 10;

/** @param title What the picture shows, for those who hear it. */
export function picture({ width, height, title }, ...children) {
  const svg = element(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      // Not img: what lies in it may be links.
      role: 'group',
      'aria-label': title,
      style: `max-width:${width}px;width:100%`,
    },
    ...children,
  );
  return `<figure class="chart">${svg}<figcaption>${escaped(title)}</figcaption></figure>`;
}

/** Lines and numbers of both axes. @param frame `{ left, top, right, bottom }` of the plot. */
export function axes({ left, top, right, bottom }, x, y, { xLabel, yLabel, xTicks = 6, yTicks = 5 } = {}) {
  const grid = y.ticks(yTicks).map((value) => [
    element('line', {
      x1: left,
      x2: right,
      y1: rounded(y(value)),
      y2: rounded(y(value)),
      stroke: 'currentColor',
      opacity: 0.15,
    }),
    label(left - 6, y(value) + 4, y.tickFormat(yTicks)(value), { 'text-anchor': 'end' }),
  ]);
  const below = x
    .ticks(xTicks)
    .map((value) => label(x(value), bottom + 16, x.tickFormat(xTicks)(value), { 'text-anchor': 'middle' }));
  return [
    ...grid.flat(),
    ...below,
    element('line', { x1: left, x2: right, y1: bottom, y2: bottom, stroke: 'currentColor', opacity: 0.5 }),
    label((left + right) / 2, bottom + 34, xLabel ?? '', { 'text-anchor': 'middle' }),
    label(left, top - 8, yLabel ?? ''),
  ];
}

/** Names of the series in a row. */
export function legend(names, x, y) {
  let at = x;
  return names.map((name, i) => {
    const here = at;
    at += 26 + 7 * name.length;
    return (
      element('rect', { x: here, y: y - 9, width: 12, height: 10, fill: COLORS[i % COLORS.length] }) +
      label(here + 17, y, name)
    );
  });
}
