import type { MediaEvent } from '../../model/media-event.ts';
import { decodeBase64 } from './decode-base64.ts';
import { readNumber, readPositive } from './mpd-values.ts';
import { findChildren } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** `@messageData`, decoded base64, the source of inner elements, or text; null where there is nothing. */
function readMessage({ attributes, children, inner, text }: XmlElement): Uint8Array | string | null {
  const { messageData, contentEncoding } = attributes;
  const content = messageData ?? (children.length > 0 ? inner : text).trim();
  const decoded = contentEncoding === 'base64' ? decodeBase64(messageData ?? text) : null;
  return decoded ?? (content === '' ? null : content);
}

/**
 * The events that a Period lists. Bytes where their encoding is base64, otherwise text.
 * @see ISO/IEC 23009-1 §5.10.2
 */
export function readEventStreams(period: XmlElement, periodStartSec: number): readonly MediaEvent[] {
  return findChildren(period, 'EventStream').flatMap((stream) => {
    const { schemeIdUri = '', value = '', timescale, presentationTimeOffset } = stream.attributes;
    const scale = readPositive(timescale, 1);
    const offset = readNumber(presentationTimeOffset, 0);
    return findChildren(stream, 'Event').map((event): MediaEvent => {
      const { id = '', presentationTime, duration } = event.attributes;
      const ticks = readNumber(duration, null);
      return {
        origin: 'event-stream',
        schemeIdUri,
        value,
        id,
        startSec: periodStartSec + (readNumber(presentationTime, 0) - offset) / scale,
        durationSec: ticks === null ? null : ticks / scale,
        data: readMessage(event),
      };
    });
  });
}
