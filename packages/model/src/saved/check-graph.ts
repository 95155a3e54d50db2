/** Whether the layers of a model.json can be put together at all: tfjs tries for ever where one waits for what never comes. */

/** The deepest networks have a few thousand. */
const MOST_LAYERS = 5000;

/** @throws {Error} that says what is wrong with the description; whoever calls makes it an error of the package */
export function checkGraph(topology: unknown): void {
  let layers = 0;
  const open: unknown[] = [topology];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    const parts = next as Record<string, unknown>;
    if (!Array.isArray(next)) {
      if (Object.hasOwn(next, 'length')) throw new Error("an object in it has a 'length' as lists have");
      if (Object.hasOwn(next, 'class_name') && ++layers > MOST_LAYERS)
        throw new Error(`it has more than ${MOST_LAYERS} layers`);
      if (Array.isArray(parts.layers)) checkOrder(parts.layers);
    }
    open.push(...Object.values(next));
  }
}

interface Call {
  layer: string;
  /** The layers that it reads, and which of their calls. */
  reads: readonly (readonly [layer: string, call: number])[];
}

/** Puts the calls of layers in an order in which each finds those that it reads. */
function checkOrder(layers: readonly unknown[]): void {
  const made = new Map<string, number>();
  let waiting: Call[] = [];
  for (const layer of layers) {
    const { name, class_name: kind, inbound_nodes: calls } = recordOf(layer);
    // Those of a sequential model follow each other.
    if (calls === undefined) continue;
    if (typeof name !== 'string' || !Array.isArray(calls))
      throw new Error('one of its layers has no name, or no list of calls');
    if (made.has(name)) throw new Error(`it has two layers '${name}'`);
    made.set(name, kind === 'InputLayer' ? 1 : 0);
    for (const call of calls) waiting.push({ layer: name, reads: readsOf(name, call) });
  }
  for (let before = -1; waiting.length !== before; ) {
    before = waiting.length;
    waiting = waiting.filter(({ layer, reads }) => {
      if (!reads.every(([other, call]) => call < (made.get(other) ?? 0))) return true;
      made.set(layer, (made.get(layer) ?? 0) + 1);
      return false;
    });
  }
  const [first] = waiting;
  if (first) throw new Error(`its layer '${first.layer}' reads layers that are not there, or that read it`);
}

function readsOf(name: string, call: unknown): [string, number][] {
  if (!Array.isArray(call)) throw new Error(`what its layer '${name}' reads is no list`);
  return call.map((read: unknown) => {
    const [other, index, tensor] = Array.isArray(read) ? read : [];
    if (typeof other !== 'string' || !isCount(index) || !isCount(tensor))
      throw new Error(`its layer '${name}' reads what is no output of a layer`);
    return [other, index];
  });
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function recordOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
