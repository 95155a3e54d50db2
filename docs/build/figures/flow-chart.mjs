/** The flow charts of documents (Mermaid's plain arrows) as SVG: a page needs no script to show them. */
import dagre from '@dagrejs/dagre';
import { element, label, picture, rounded } from './chart.mjs';

export function withFlowCharts(text) {
  return text.replaceAll(/^```mermaid\n([\s\S]*?)^```$/gm, (_, chart) => flowChart(chart));
}

function flowChart(chart) {
  const graph = new dagre.graphlib.Graph()
    .setGraph({ nodesep: 18, ranksep: 42 })
    .setDefaultEdgeLabel(() => ({}));
  for (const line of chart.trim().split('\n').slice(1)) {
    const [, from, to] = /^ *([\w-]+)(?: --> ([\w-]+))?$/.exec(line) ?? [];
    if (from === undefined) throw new Error(`A flow chart has the line '${line}', which is no plain arrow.`);
    for (const name of [from, to].filter(Boolean)) {
      graph.setNode(name, { width: 24 + 8 * name.length, height: 30 });
    }
    if (to) graph.setEdge(from, to);
  }
  dagre.layout(graph);
  const { width, height } = graph.graph();
  const arrows = graph.edges().map((edge) => {
    const { points } = graph.edge(edge);
    const d = points
      .map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${rounded(x + 5)},${rounded(y + 5)}`)
      .join('');
    return element('path', {
      d,
      fill: 'none',
      stroke: 'currentColor',
      opacity: 0.5,
      'marker-end': 'url(#arrow)',
    });
  });
  const boxes = graph.nodes().map((name) => {
    const { x, y, width, height } = graph.node(name);
    const box = { x: rounded(x - width / 2 + 5), y: rounded(y - height / 2 + 5), width, height, rx: 6 };
    const body = element('rect', { ...box, fill: 'var(--vp-c-bg-soft)', stroke: 'var(--vp-c-brand-1)' });
    const text = label(x + 5, y + 9, name, { 'text-anchor': 'middle', 'font-size': 13 });
    return element('a', { href: `packages/${name}/index.html` }, body, text);
  });
  const marker = element(
    'marker',
    { id: 'arrow', viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto' },
    element('path', { d: 'M0,0L8,4L0,8z', fill: 'currentColor' }),
  );
  const title = 'Which package builds on which';
  return picture(
    { width: width + 10, height: height + 10, title },
    element('defs', {}, marker),
    arrows,
    boxes,
  );
}
