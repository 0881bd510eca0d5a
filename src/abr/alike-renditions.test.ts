import { describe, expect, it } from 'vitest';
import { alikeRenditions } from './alike-renditions.ts';

let count = 0;
const rendition = (codecs: string | null, videoRange: 'SDR' | 'PQ' | null = null) => ({
  ...{ id: `r${count++}`, codecs, videoRange },
});

describe('alikeRenditions', () => {
  const first = rendition('avc1.4d4015,mp4a.40.2');
  const alike = [first, rendition('mp4a.40.5, avc1.64001f'), rendition('avc1.4d401e,mp4a.40.2,wvtt')];
  const others = [rendition('hvc1.1.6.L93.90,mp4a.40.2'), rendition('avc1.4d4015'), rendition(null)];
  const all = [...alike, ...others];

  it('are those of the same codecs, whatever their profiles, their order and their subtitles', () => {
    expect(alikeRenditions(all, first, 'auto')).toEqual(alike);
    expect(alikeRenditions(all, first, { maxHeight: 720 })).toEqual(alike);
  });

  it('are those of the same dynamic range, which is the standard one where nothing is said', () => {
    const [bare, standard] = [rendition('hvc1.2.4.L93.90'), rendition('hvc1.2.4.L93.90', 'SDR')];
    const high = rendition('hvc1.2.4.L93.90', 'PQ');
    expect(alikeRenditions([bare, standard, high], bare, 'auto')).toEqual([bare, standard]);
  });

  it('are all where one is pinned that is there, or none comes first', () => {
    expect(alikeRenditions(all, first, others[0]!.id)).toBe(all);
    expect(alikeRenditions(all, first, 'of another title')).toEqual(alike);
    expect(alikeRenditions(all, undefined, 'auto')).toBe(all);
  });
});
