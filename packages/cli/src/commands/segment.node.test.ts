import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodePng, encodePng, type Raster } from '@miniseg/formats';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeSmallWeights } from '../../test/small-weights.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const raster = (width: number, height: number, channels: Raster['channels'] = 1, seed = 1): Raster => ({
  width,
  height,
  channels,
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const value = (Math.floor(i / channels) * 37 * seed + (i >> 4) * 11) % 256;
    return (channels === 2 || channels === 4) && i % channels === channels - 1 ? 255 : value;
  }),
  maxValue: 255,
});
const png = (...shape: Parameters<typeof raster>) => encodePng(raster(...shape));

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeSmallWeights(at('weights.safetensors'));
  await mkdir(at('slices'));
  await writeFile(at('slices', 'b_2.png'), png(20, 24));
  await writeFile(at('slices', 'a_1.PNG'), png(33, 17));
  await writeFile(at('slices', 'notes.txt'), 'not a slice');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const segment = (...more: string[]) =>
  runCli('segment', at('slices'), '--weights', at('weights.safetensors'), '--out', at('out'), ...more);

it('a folder of slices gives masks of 0 and 255, overlays in color and a report', async () => {
  const { code, stdout, stderr } = await segment();
  expect([code, stderr]).toEqual([0, expect.stringMatching(/\[1\/2\] a_1: .*% marked\n\[2\/2\] b_2: /)]);
  expect(stdout).toMatch(/2 of 2 slices segmented.*backend wasm.*\nNot a medical device/);
  expect((await readdir(at('out'))).sort()).toEqual([
    'a_1.png',
    'b_2.png',
    'overlays',
    'report.html',
    'report.json',
  ]);
  const page = await readFile(at('out', 'report.html'), 'utf8');
  expect(page).toMatch(/<h1>2 slices segmented with weights\.safetensors<\/h1>/);
  expect(page.match(/<img class="pixels" src="data:image\/png;base64,/g)).toHaveLength(2);
  expect(page).toMatch(/Not a medical device/);
  const mask = decodePng(new Uint8Array(await readFile(at('out', 'a_1.png'))));
  expect([mask.width, mask.height, mask.channels]).toEqual([33, 17, 1]);
  expect([...new Set(mask.data)].every((value) => value === 0 || value === 255)).toBe(true);
  const overlay = decodePng(new Uint8Array(await readFile(at('out', 'overlays', 'a_1.png'))));
  expect([overlay.width, overlay.height, overlay.channels]).toEqual([33, 17, 3]);
  const report = JSON.parse(await readFile(at('out', 'report.json'), 'utf8'));
  expect(report.disclaimer).toMatch(/Not a medical device/);
  expect(report.weights).toMatchObject({
    file: 'weights.safetensors',
    normalization: { mean: 0.5, std: 0.25 },
  });
  expect(report.weights.sha256).toMatch(/^[0-9a-f]{64}$/);
  const pixels = (mask.data as Uint8Array).reduce((count, value) => count + value / 255, 0);
  expect(report.slices[0]).toMatchObject({ file: 'a_1.PNG', pixels, share: pixels / (33 * 17), width: 33 });
  expect(report.slices[0].milliseconds).toBeGreaterThan(0);
  expect(report.failed).toEqual([]);
});

it('grey, palette, RGB of equal channels, 16-bit and opaque alpha give the same mask', async () => {
  const grey = raster(20, 24);
  const spread = (channels: 2 | 3 | 4): Raster => ({
    ...grey,
    channels,
    data: Uint8Array.from({ length: 480 * channels }, (_, i) =>
      channels !== 3 && i % channels === channels - 1 ? 255 : grey.data[Math.floor(i / channels)],
    ),
  });
  const palette = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
  const wide = Uint16Array.from(grey.data, (value) => value * 257);
  await mkdir(at('kinds'));
  const kinds: Record<string, Raster> = {
    grey,
    greyAlpha: spread(2),
    rgb: spread(3),
    rgba: spread(4),
    palette: { ...grey, palette },
    deep: { ...grey, data: wide, maxValue: 65535 },
  };
  for (const [name, picture] of Object.entries(kinds))
    await writeFile(at('kinds', `${name}.png`), encodePng(picture));
  const { code } = await runCli(
    'segment',
    at('kinds'),
    '--weights',
    at('weights.safetensors'),
    '--out',
    at('out'),
    '--no-overlay',
  );
  expect(code).toBe(0);
  const masks = await Promise.all(Object.keys(kinds).map((name) => readFile(at('out', `${name}.png`))));
  for (const mask of masks) expect(mask.equals(masks[0])).toBe(true);
  expect(await readdir(at('out'))).not.toContain('overlays');
});

it('more than two classes give label masks', async () => {
  await writeSmallWeights(at('three.safetensors'), true, { classes: 3 });
  const { code } = await runCli(
    'segment',
    at('slices', 'b_2.png'),
    '--weights',
    at('three.safetensors'),
    '--out',
    at('out'),
  );
  expect(code).toBe(0);
  const mask = decodePng(new Uint8Array(await readFile(at('out', 'b_2.png'))));
  expect(mask.palette).toBeDefined();
  expect(Math.max(...mask.data)).toBeLessThan(3);
});

it('a slice that cannot be read is named, the others are finished, and the exit code is 1', async () => {
  const whole = png(20, 24);
  await writeFile(at('slices', 'c_cut.png'), whole.subarray(0, whole.length - 40));
  await writeFile(at('slices', 'd_noise.png'), 'no picture at all');
  await writeFile(at('slices', 'e_empty.png'), '');
  await writeFile(
    at('slices', 'f_color.png'),
    encodePng({
      width: 16,
      height: 16,
      channels: 3,
      data: Uint8Array.from({ length: 768 }, (_, i) => i),
      maxValue: 255,
    }),
  );
  await writeFile(at('slices', 'g_tiny.png'), png(4, 4));
  const { code, stderr } = await segment();
  expect(code).toBe(1);
  expect(stderr).toMatch(/5 of 7 slices failed; the others are written/);
  expect(stderr).toMatch(/d_noise\.png: .*no known image format.*Convert/);
  expect(stderr).toMatch(/e_empty\.png: The file is empty/);
  expect(stderr).toMatch(/f_color\.png: .*in color.*Export it as a grey PNG/);
  expect(stderr).toMatch(/g_tiny\.png: .*4 x 4 pixels.*at least 16 x 16.*--size 512/);
  const files = (await readdir(at('out'))).filter((name) => name.endsWith('.png'));
  expect(files.sort()).toEqual(['a_1.png', 'b_2.png']);
  const report = JSON.parse(await readFile(at('out', 'report.json'), 'utf8'));
  expect(report.failed.map(({ file }: { file: string }) => file)).toEqual([
    'c_cut.png',
    'd_noise.png',
    'e_empty.png',
    'f_color.png',
    'g_tiny.png',
  ]);
});

it('earlier results are kept unless --overwrite says otherwise', async () => {
  expect((await segment()).code).toBe(0);
  const first = await readFile(at('out', 'report.json'), 'utf8');
  const again = await segment();
  expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/exists already.*--overwrite/) });
  expect(await readFile(at('out', 'report.json'), 'utf8')).toBe(first);
  expect((await segment('--overwrite')).code).toBe(0);
});

it('an input is never overwritten, not even with --overwrite', async () => {
  const file = at('slices', 'b_2.png');
  const before = await readFile(file);
  const { code, stderr } = await runCli(
    'segment',
    file,
    '--weights',
    at('weights.safetensors'),
    '--out',
    at('slices'),
    '--overwrite',
  );
  expect([code, stderr]).toEqual([1, expect.stringMatching(/is an input and would be overwritten/)]);
  expect((await readFile(file)).equals(before)).toBe(true);
});

it('an output folder that cannot be written is refused before any work', async () => {
  await writeFile(at('taken'), 'a file');
  for (const out of [at('taken'), at('taken', 'below')]) {
    const { code, stderr } = await runCli(
      'segment',
      at('slices'),
      '--weights',
      at('weights.safetensors'),
      '--out',
      out,
    );
    expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot be written.*--out/)]);
  }
});

it('slices whose results would have one name are refused', async () => {
  await mkdir(at('other'));
  await writeFile(at('other', 'b_2.png'), png(20, 24));
  const { code, stderr } = await runCli(
    'segment',
    at('slices'),
    at('other'),
    '--weights',
    at('weights.safetensors'),
    '--out',
    at('out'),
  );
  expect([code, stderr]).toEqual([1, expect.stringMatching(/would both give 'b_2\.png'/)]);
});

it('missing paths, empty folders and missing normalization are refused with the cure', async () => {
  const weights = ['--weights', at('weights.safetensors'), '--out', at('out')];
  expect(await runCli('segment', at('nowhere'), ...weights)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/nowhere' cannot be read/),
  });
  await mkdir(at('empty'));
  expect(await runCli('segment', at('empty'), ...weights)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/holds no \.png/),
  });
  await writeSmallWeights(at('plain.safetensors'), false);
  const plain = ['segment', at('slices'), '--weights', at('plain.safetensors'), '--out', at('out')];
  expect(await runCli(...plain)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--mean and --std.*pixel \/ 255/),
  });
  expect(await runCli(...plain, '--mean', '0.5')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/belong together/),
  });
  expect(await runCli(...plain, '--mean', '0.5', '--std', '0')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/std must be positive/),
  });
  expect(await runCli(...plain, '--mean', '153', '--std', '76')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--mean is 153 and --std is 76; .*from 0 to 1\. Divide/),
  });
  expect((await runCli(...plain, '--mean', '0.5', '--std', '0.25')).code).toBe(0);
});

it('a wrong call ends with code 2 and points to the help, which suffices', async () => {
  expect(await runCli('segment', at('slices'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--weights.*--help/s),
  });
  expect((await segment('--backend', 'gpu')).stderr).toMatch(/Allowed choices are wasm, cpu/);
  expect((await segment('--mean', 'half')).stderr).toMatch(/must be a number/);
  expect((await segment('--size', '8')).stderr).toMatch(/at least 16/);
  const help = await runCli('segment', '--help');
  expect(help.code).toBe(0);
  for (const word of [
    '--weights',
    '--mean',
    '--std',
    '--size',
    '--backend',
    '--overwrite',
    'report.json',
    'Examples',
  ]) {
    expect(help.stdout).toContain(word);
  }
});
