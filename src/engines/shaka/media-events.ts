import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { MediaEvent } from '../../model/media-event.ts';

type EventNode = shaka.extern.xml.Node;

/** `event_duration` that stands for "unknown". @see ISO/IEC 23009-1 §5.10.3.3.4 */
const UNKNOWN_DURATION = 0xffffffff;

/** What a manifest lists: an `Event` (ISO/IEC 23009-1 §5.10.2), or an EXT-X-DATERANGE (RFC 8216bis §4.4.5.1). */
export function fromRegion(region: shaka.extern.TimelineRegionInfo): MediaEvent {
  const { schemeIdUri, value, id, startTime: startSec, endTime, eventNode, values = [] } = region;
  const durationSec = endTime - startSec;
  const common = { schemeIdUri, value, id, startSec };
  if (eventNode) {
    const hasDuration = eventNode.attributes['duration'] !== undefined;
    const data = readMessage(eventNode);
    return { origin: 'event-stream', ...common, durationSec: hasDuration ? durationSec : null, data };
  }
  return {
    origin: 'date-range',
    ...common,
    durationSec: durationSec < Infinity ? durationSec : null,
    // Without its dates and its CLASS, which Shaka keeps to itself.
    data: Object.fromEntries(
      values.flatMap(({ key, data }) => (typeof data === 'string' ? [[key, data]] : [])),
    ),
  };
}

/** A message in a segment. @see ISO/IEC 23009-1 §5.10.3.3 */
export function fromEmsg(emsg: shaka.extern.EmsgInfo): MediaEvent {
  const { schemeIdUri, value, id, startTime: startSec, eventDuration, timescale, messageData } = emsg;
  const durationSec = eventDuration === UNKNOWN_DURATION ? null : eventDuration / (timescale || 1);
  return { origin: 'emsg', schemeIdUri, value, id: String(id), startSec, durationSec, data: messageData };
}

/** `@messageData`, decoded base64, inner elements as XML, or text; null where there is nothing. */
function readMessage({ attributes, children }: EventNode): Uint8Array | string | null {
  const { messageData, contentEncoding } = attributes;
  const parts: readonly (EventNode | string)[] = children; // Shaka keeps text as strings among the elements
  const isText = parts.every((part) => typeof part === 'string');
  const content = messageData ?? (isText ? parts : parts.map(toXml)).join('').trim();
  if (content === '') return null;
  if (contentEncoding !== 'base64') return content;
  try {
    return Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  } catch {
    return content; // no base64, whatever the manifest says
  }
}

function toXml(part: EventNode | string): string {
  if (typeof part === 'string') return escapeXml(part);
  const { tagName, attributes, children } = part;
  const list = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
  return `<${tagName}${list.join('')}>${children.map(toXml).join('')}</${tagName}>`;
}

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
