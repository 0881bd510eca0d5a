import { describe, expect, it } from 'vitest';
import { addSidecarText, joinPeriods, keepContentType } from './mpd-edit.ts';

const MPD = `<?xml version="1.0"?>
<MPD type="static" mediaPresentationDuration="PT8S">
  <Period id="0">
    <AdaptationSet id="0" contentType="video">
      <Representation id="v">
        <SegmentTemplate timescale="10" initialization="v/init.mp4" media="v/$Number$.m4s" startNumber="1">
          <SegmentTimeline>
            <S t="0" d="20" r="3"/>
          </SegmentTimeline>
        </SegmentTemplate>
      </Representation>
    </AdaptationSet>
    <AdaptationSet id="1" contentType="audio">
      <Representation id="a">
        <SegmentTemplate timescale="100" initialization="a/init.mp4" media="a/$Number$.m4s" startNumber="1">
          <SegmentTimeline>
            <S t="0" d="201" r="1"/>
            <S t="402" d="199" r="1"/>
          </SegmentTimeline>
        </SegmentTemplate>
      </Representation>
    </AdaptationSet>
  </Period>
</MPD>
`;

describe('joinPeriods', () => {
  const joined = joinPeriods([
    { mpd: MPD, startSec: 0, endSec: 4 },
    { mpd: MPD, startSec: 4, endSec: 8, baseUrl: '../other/' },
  ]);
  const [first = '', second = ''] = joined.split('</Period>');

  it('places the Periods one after the other', () => {
    expect(first).toContain('<Period id="p0" start="PT0S" duration="PT4S">');
    expect(second).toContain('<Period id="p1" start="PT4S" duration="PT4S">');
    expect(second).toContain('<BaseURL>../other/</BaseURL>');
    expect(joined).toContain('mediaPresentationDuration="PT8S"');
  });

  it('shares the segments out, each to one Period, numbers going on', () => {
    expect(first.match(/<S [^/]*\/>/g)).toEqual([
      '<S t="0" d="20"/>',
      '<S t="20" d="20"/>',
      '<S t="0" d="201"/>',
      '<S t="201" d="201"/>',
    ]);
    expect(second.match(/<S [^/]*\/>/g)).toEqual([
      '<S t="40" d="20"/>',
      '<S t="60" d="20"/>',
      '<S t="402" d="199"/>',
      '<S t="601" d="199"/>',
    ]);
    expect(second.match(/startNumber="\d+"/g)).toEqual(['startNumber="3"', 'startNumber="3"']);
  });

  it("offsets each track by the slice's start in its own timescale", () => {
    expect(second.match(/presentationTimeOffset="\d+"/g)).toEqual([
      'presentationTimeOffset="40"',
      'presentationTimeOffset="400"',
    ]);
  });

  it('refuses a slice without segments', () => {
    expect(() => joinPeriods([{ mpd: MPD, startSec: 60, endSec: 70 }])).toThrow(
      /No segment between 60 s and 70 s/,
    );
  });
});

describe('keepContentType', () => {
  it('keeps one kind of AdaptationSet', () => {
    const audio = keepContentType(MPD, 'audio');
    expect(audio).toContain('media="a/$Number$.m4s"');
    expect(audio).not.toContain('media="v/$Number$.m4s"');
  });

  it('refuses to make an empty presentation', () => {
    expect(() => keepContentType(keepContentType(MPD, 'audio'), 'video')).toThrow(/No video/);
  });
});

describe('addSidecarText', () => {
  it('adds an AdaptationSet with the file as BaseURL', () => {
    const withText = addSidecarText(MPD, [{ language: 'fr', label: 'Français', url: 'fr.vtt' }]);
    expect(withText).toMatch(/mimeType="text\/vtt" lang="fr">[^]*<BaseURL>fr.vtt<\/BaseURL>[^]*<\/Period>/);
  });
});
