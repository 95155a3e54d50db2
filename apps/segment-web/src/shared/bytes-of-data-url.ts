/** The bytes of a data: URL in base64, which a page that may connect to nothing cannot fetch. */
export function bytesOfDataUrl(url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(url.slice(url.indexOf(',') + 1));
  const bytes = new Uint8Array(binary.length);
  // A callback for each byte would block the page for a tenth of a second.
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
