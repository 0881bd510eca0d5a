import { readEmsg as readEmsgBox, readIsoBoxes, type EventMessageBox } from '@svta/cml-iso-bmff';
import type { MediaEvent } from '../../model/media-event.ts';

/** `event_duration` that stands for "unknown". @see ISO/IEC 23009-1 §5.10.3.3.4 */
const UNKNOWN_DURATION = 0xffffffff;

/**
 * Reads an emsg box. Version 0 counts from the start of its segment, version 1 on the media timeline.
 * Null where the bytes are no such box, or a damaged one.
 * @see ISO/IEC 23009-1 §5.10.3.3
 */
export function readEmsg(bytes: Uint8Array, segmentStartSec: number, offsetSec: number): MediaEvent | null {
  const box = readBox(bytes as Uint8Array<ArrayBuffer>);
  if (!box) return null;
  const timescale = box.timescale || 1;
  const startSec =
    box.version === 0
      ? segmentStartSec + box.presentationTimeDelta / timescale
      : offsetSec + box.presentationTime / timescale;
  return {
    origin: 'emsg',
    schemeIdUri: box.schemeIdUri,
    value: box.value,
    id: String(box.id),
    startSec,
    durationSec: box.eventDuration === UNKNOWN_DURATION ? null : box.eventDuration / timescale,
    data: box.messageData,
  };
}

function readBox(bytes: Uint8Array<ArrayBuffer>): EventMessageBox | null {
  try {
    const [box] = readIsoBoxes(bytes, { readers: { emsg: readEmsgBox } });
    return box?.type === 'emsg' ? box : null;
  } catch (error) {
    if (error instanceof RangeError) return null; // its fields reach beyond its end
    throw error;
  }
}
