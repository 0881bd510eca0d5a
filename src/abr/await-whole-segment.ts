/** Where the first playlist is still on its way: what Apple's authoring rules for HLS recommend. Seconds. */
const USUAL_SEGMENT_SEC = 6;

/**
 * `AbrInput.awaitedSec` in an engine that appends whole segments: the picture that the playhead waits for comes with the
 * end of its segment, wherever in it it lies. `segmentDurationSec`: 0 where it is not known.
 */
export function awaitWholeSegment(isAwaited: boolean, segmentDurationSec: number): number | null {
  return isAwaited ? segmentDurationSec || USUAL_SEGMENT_SEC : null;
}
