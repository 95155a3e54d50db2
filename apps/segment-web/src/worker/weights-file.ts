/** Whether a dropped file is of weights, and not of a picture. */

/** Names of MiniSeg's first weights, and the note of our own safetensors files. */
const OURS = /"(down1\.|enc\.0\.|miniseg")/;

export async function isWeightsFile(file: File): Promise<boolean> {
  const name = file.name.toLowerCase();
  if (/\.(pth|pt|ckpt|bin)$/.test(name) || name === 'model.json') return true;
  if (!name.endsWith('.safetensors')) return false;
  return OURS.test(await file.slice(8, 200_000).text());
}
