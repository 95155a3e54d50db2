/** A zip archive that grows file by file. What is done is a blob, which browsers keep out of the page's memory. */
import { strToU8, Zip, ZipPassThrough } from 'fflate';

export class ZipArchive {
  readonly #parts: Blob[] = [];
  readonly #names = new Set<string>();
  readonly #zip = new Zip((error, chunk) => {
    if (error) throw error;
    this.#parts.push(new Blob([new Uint8Array(chunk)]));
  });

  /**
   * Stores a file as it is: masks are compressed already.
   *
   * @returns Its name in the archive, which differs where another file has that name.
   */
  add(name: string, content: Uint8Array | string): string {
    const free = this.#free(name);
    const file = new ZipPassThrough(free);
    this.#zip.add(file);
    file.push(typeof content === 'string' ? strToU8(content) : content, true);
    return free;
  }

  end(): Blob {
    this.#zip.end();
    return new Blob(this.#parts, { type: 'application/zip' });
  }

  #free(name: string): string {
    const dot = name.search(/\.(nii\.gz|png|json)$/);
    let free = name;
    for (let count = 2; this.#names.has(free.toLowerCase()); count++)
      free = `${name.slice(0, dot)}-${count}${name.slice(dot)}`;
    this.#names.add(free.toLowerCase());
    return free;
  }
}
