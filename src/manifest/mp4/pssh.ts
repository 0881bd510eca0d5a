import { readBox, viewBytes } from './boxes.ts';

/** Whether the bytes are nothing but whole pssh boxes, at least one, whose lengths agree. @see ISO/IEC 23001-7 §8.1 */
export function isPssh(bytes: Uint8Array): boolean {
  const view = viewBytes(bytes);
  let at = 0;
  while (at < bytes.length) {
    const box = readBox(view, at);
    if (box?.type !== 'pssh' || box.end > bytes.length || box.bodyStart + 24 > box.end) return false;
    let sizeAt = box.bodyStart + 20;
    if (view.getUint8(box.bodyStart) > 0) sizeAt += 4 + view.getUint32(sizeAt) * 16;
    if (sizeAt + 4 > box.end || sizeAt + 4 + view.getUint32(sizeAt) !== box.end) return false;
    at = box.end;
  }
  return at > 0;
}

/** A version 0 pssh box around `data`; `systemId` is 32 hex digits. */
export function wrapPssh(systemId: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(32 + data.length);
  const view = viewBytes(bytes);
  view.setUint32(0, bytes.length);
  view.setUint32(4, 0x70737368);
  for (let i = 0; i < 16; i += 1) bytes[12 + i] = parseInt(systemId.slice(i * 2, i * 2 + 2), 16);
  view.setUint32(28, data.length);
  bytes.set(data, 32);
  return bytes;
}
