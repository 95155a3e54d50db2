/** What axe finds wrong with a page for people with a disability; nothing, if all is well. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';

const example = createRequire(fileURLToPath(new URL('../../apps/segment-web/package.json', import.meta.url)));
const source = readFileSync(example.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; any: { message: string }[] }[];
}

export async function violations(page: Page): Promise<string[]> {
  // By the debugger: the page's own policy would let no foreign script in.
  await page.evaluate(source);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as never as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${help}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
  );
}
