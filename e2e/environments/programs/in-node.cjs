// Every entry of every package by require(), and then the same questions.
const { readFileSync, readdirSync } = require('node:fs');

for (const name of readdirSync('node_modules/@miniseg')) {
  const { exports } = JSON.parse(readFileSync(`node_modules/@miniseg/${name}/package.json`, 'utf8'));
  for (const entry of Object.keys(exports)) {
    // What is not installed: tfjs' other backends. A pattern is no entry.
    if (/json$|\*|webgl-train|webgpu-train/.test(entry)) continue;
    require(`@miniseg/${name}${entry.slice(1)}`);
  }
}
const { probe } = require('./probe.mjs');

probe(readFileSync('scan.txt', 'utf8')).then((answer) => console.log(JSON.stringify(answer)));
