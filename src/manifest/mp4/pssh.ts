const PSSH = 0x70737368;

/**
 * Whether the bytes are nothing but whole pssh boxes, at least one, whose lengths agree.
 * @see ISO/IEC 14496-12 §4.2, ISO/IEC 23001-7 §8.1
 */
export function isPssh(bytes: Uint8Array): boolean {
  const view = viewBytes(bytes);
  let at = 0;
  while (at < bytes.length) {
    if (at + 32 > bytes.length || view.getUint32(at + 4) !== PSSH) return false;
    const end = at + view.getUint32(at);
    let sizeAt = at + 28;
    if (end > bytes.length) return false;
    if (view.getUint8(at + 8) > 0) sizeAt += 4 + view.getUint32(sizeAt) * 16;
    if (sizeAt + 4 > end || sizeAt + 4 + view.getUint32(sizeAt) !== end) return false;
    at = end;
  }
  return at > 0;
}

/** A version 0 pssh box around `data`; `systemId` is 32 hex digits. */
export function wrapPssh(systemId: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(32 + data.length);
  const view = viewBytes(bytes);
  view.setUint32(0, bytes.length);
  view.setUint32(4, PSSH);
  for (let i = 0; i < 16; i += 1) bytes[12 + i] = parseInt(systemId.slice(i * 2, i * 2 + 2), 16);
  view.setUint32(28, data.length);
  bytes.set(data, 32);
  return bytes;
}

/** As that of `boxes.ts`, which is left to the chunk that reads a sidx. */
function viewBytes(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
