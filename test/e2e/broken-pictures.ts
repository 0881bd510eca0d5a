import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The segment with the coded pictures overwritten: boxes and sample tables stay whole, so that MSE takes it. */
export async function withBrokenPictures(path: string): Promise<Uint8Array> {
  const file = fileURLToPath(new URL(`../../.media/${path}`, import.meta.url));
  const bytes = new Uint8Array(await readFile(file));
  const mdat = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('mdat', 0, 'latin1');
  // NAL lengths stay in front of the first unit; what follows makes no sense to a decoder.
  for (let i = mdat + 40; i < bytes.length; i++) bytes[i] = (i * 31) % 251;
  return bytes;
}
