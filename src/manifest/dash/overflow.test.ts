import { expect, it } from 'vitest';
import { parseMpd } from './parse-mpd.ts';

it('an MPD whose numbers overflow has segments of a length all the same', () => {
  const { periods } = parseMpd(
    `<MPD type="static"><Period><AdaptationSet mimeType="video/mp4"><SegmentTemplate media="$Time$" timescale="0.000001">
     <SegmentTimeline><S t="1.7e308" d="1.7e308" r="3"/></SegmentTimeline></SegmentTemplate>
     <Representation id="a"/></AdaptationSet></Period></MPD>`,
    'https://host/x.mpd',
  );
  const source = periods[0]?.tracks[0]?.renditions[0]?.source;
  if (source?.type !== 'ready') throw new Error('the index is not ready');
  for (let position = 0; position < source.index.count; position++) {
    expect(source.index.at(position)?.durationSec).toBeGreaterThanOrEqual(0);
  }
});
