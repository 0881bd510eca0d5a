import { findBox, listBoxes, viewOf } from './boxes.ts';

/**
 * An init segment for live: that of the title, but without the duration that its `mehd` tells, which a browser would
 * take for the length of the stream, and without the edit list, which hls.js passes over (1.7.4) and browsers do not:
 * they would disagree on every time by two frames. What the list takes off is taken off the samples instead. Both boxes
 * keep their places and are called `free`.
 *
 * @see ISO/IEC 14496-12 §8.6.6, §8.8.2
 */
export function toLiveInit(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes);
  const moov = findBox(viewOf(copy), 'moov').body;
  const found = [
    ...listBoxes(findBox(moov, 'mvex').body).filter(({ type }) => type === 'mehd'),
    ...listBoxes(findBox(moov, 'trak').body).filter(({ type }) => type === 'edts'),
  ];
  for (const { body } of found) copy.set(new TextEncoder().encode('free'), body.byteOffset - 4);
  return copy;
}

/**
 * Where in the media, in ticks, the presentation starts: the one edit of the edit list; 0 without a list.
 *
 * @throws Error where the list does more than that
 */
export function readEditTicks(bytes: Uint8Array): number {
  const trak = findBox(viewOf(bytes), 'moov', 'trak').body;
  if (!listBoxes(trak).some(({ type }) => type === 'edts')) return 0;
  const { body } = findBox(trak, 'edts', 'elst');
  const ticks = body.getInt32(12);
  if (body.getUint8(0) !== 0 || body.getUint32(4) !== 1 || ticks < 0) {
    throw new Error('an edit list of more than a start is not followed');
  }
  return ticks;
}

/** Ticks a second of the track (`mdhd`). */
export function readTimescale(bytes: Uint8Array): number {
  const { body } = findBox(viewOf(bytes), 'moov', 'trak', 'mdia', 'mdhd');
  return body.getUint32(body.getUint8(0) === 1 ? 20 : 12);
}
