/** "Go to definition", as an editor asks TypeScript's server. */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const tsserver = createRequire(import.meta.url).resolve('typescript/lib/tsserver.js');

/** @returns The file in which the definition is, with slashes, and the text of its line. */
export async function definitionsOf(
  project: string,
  module: string,
  name: string,
): Promise<[string, string]> {
  const file = path.join(project, 'editor.mts');
  const content = `import { ${name} } from '${module}';\nconsole.log(${name});\n`;
  await writeFile(file, content);
  const compilerOptions = { module: 'NodeNext', target: 'ES2022', strict: true, types: [] };
  const config = path.join(project, 'tsconfig.json');
  await writeFile(config, JSON.stringify({ compilerOptions, files: ['editor.mts'] }));
  const server = spawn(process.execPath, [tsserver, '--disableAutomaticTypingAcquisition'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    const ask = (seq: number, command: string, args: object) =>
      server.stdin.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`);
    ask(1, 'open', { file, fileContent: content });
    ask(2, 'definition', { file, line: 2, offset: 'console.log('.length + 1 });
    const [definition] = await bodyOf(server.stdout, 2);
    const lines = (await readFile(definition.file, 'utf8')).split('\n');
    return [definition.file.replaceAll('\\', '/'), lines[definition.start.line - 1]];
  } finally {
    server.kill();
  }
}

interface Definition {
  file: string;
  start: { line: number };
}

/** The answers are lines of JSON between headers. */
async function bodyOf(stream: NodeJS.ReadableStream, request: number): Promise<Definition[]> {
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((text) => text.startsWith('{'))) {
      const message = JSON.parse(line);
      if (message.request_seq !== request) continue;
      if (!message.success) throw new Error(message.message);
      return message.body;
    }
  }
  throw new Error("TypeScript's server ended without an answer.");
}
