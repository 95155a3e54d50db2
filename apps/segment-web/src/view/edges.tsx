const OPPOSITE: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', S: 'I', I: 'S' };

/** Sides of the patient, as every viewer writes them beside the picture. */
export function Edges({ edges: [right, bottom] }: { edges: [string, string] }) {
  return (
    <>
      <span class="edge edge-left">{OPPOSITE[right]}</span>
      <span class="edge edge-right">{right}</span>
      <span class="edge edge-top">{OPPOSITE[bottom]}</span>
      <span class="edge edge-bottom">{bottom}</span>
    </>
  );
}
