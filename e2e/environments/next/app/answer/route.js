import { readFileSync } from 'node:fs';
import { probe } from '../../probe.mjs';

export const dynamic = 'force-dynamic';

export async function GET() {
  return Response.json(await probe(readFileSync('scan.txt', 'utf8')));
}
