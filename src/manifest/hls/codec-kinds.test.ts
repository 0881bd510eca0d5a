import { describe, expect, it } from 'vitest';
import { splitCodecs } from './codec-kinds.ts';

describe('the CODECS attribute', () => {
  it('is told apart by kind; what is not known counts as video', () => {
    expect(splitCodecs('mp4a.40.2, avc1.4d401e,stpp.ttml.im1t,xyz1')).toEqual({
      video: 'avc1.4d401e,xyz1',
      audio: 'mp4a.40.2',
      text: 'stpp.ttml.im1t',
      media: 'avc1.4d401e,xyz1,mp4a.40.2',
    });
    expect(splitCodecs(undefined)).toEqual({ video: null, audio: null, text: null, media: null });
  });

  it.each([
    ['avc1.66.30', 'avc1.42001e'],
    ['avc1.77.31', 'avc1.4d001f'],
    ['avc1.100.9', 'avc1.640009'],
    ['avc3.100.40', 'avc3.640028'],
    ['avc1.64001f', 'avc1.64001f'],
    ['avc1', 'avc1'],
    ['dvh1.05.07', 'dvh1.05.07'],
  ])('%s is %s to a browser', (written, known) => {
    expect(splitCodecs(written).video).toBe(known);
  });
});
