import { Level, M3U8Parser, type MediaPlaylist } from 'hls.js';
import { describe, expect, it } from 'vitest';
import { listRenditions } from './renditions.ts';
import { listTracks } from './tracks.ts';

const MASTER = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="en.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Described",LANGUAGE="en",CHANNELS="6",CHARACTERISTICS="public.accessibility.describes-video",URI="ad.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="t",NAME="Forced",LANGUAGE="fr",FORCED=YES,AUTOSELECT=YES,URI="fr.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=300000,AVERAGE-BANDWIDTH=250000,RESOLUTION=426x240,FRAME-RATE=25,CODECS="avc1.4d4015,mp4a.40.2",AUDIO="a",SUBTITLES="t"
240.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=426x240,AUDIO="a"
240-backup.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=900000,STABLE-VARIANT-ID="high",VIDEO-RANGE=PQ
high.m3u8
`;
const BASE = 'https://a.test/master.m3u8';

const parsed = M3U8Parser.parseMasterPlaylist(MASTER, BASE);
const media = M3U8Parser.parseMasterPlaylistMedia(MASTER, BASE, parsed);
const playlists = (kind: 'AUDIO' | 'SUBTITLES'): MediaPlaylist[] => media[kind] ?? [];

describe('tracks', () => {
  it("have the ids and facts that Kinora's own parser gives them", () => {
    const [english, described] = listTracks('audio', playlists('AUDIO'));
    expect(english).toMatchObject({
      ...{ id: 'audio:en:English:2', kind: 'audio', language: 'en', label: 'English', isDefault: true },
      ...{ roles: ['main'], accessibility: [], channelCount: 2 },
    });
    expect(described).toMatchObject({
      accessibility: ['description'],
      roles: ['alternate'],
      channelCount: 6,
    });
    expect(described?.id).not.toBe(english?.id);
  });

  it('may be forced', () => {
    const [forced] = listTracks('text', playlists('SUBTITLES'));
    expect(forced).toMatchObject({ kind: 'text', language: 'fr', isForced: true });
  });

  it('that are alike have ids of their own', () => {
    const [english] = playlists('AUDIO');
    const ids = listTracks('audio', [english!, english!]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('renditions', () => {
  const renditions = listRenditions(parsed.levels.map((level) => new Level(level)));

  it('have stable ids, each its own', () => {
    expect(renditions.map(({ id }) => id)).toEqual(['426x240@300000', '426x240@300000#2', 'high']);
  });

  it('say what the manifest says, and null where it is silent', () => {
    expect(renditions[0]).toEqual({
      ...{ id: '426x240@300000', bandwidthBps: 300000, averageBandwidthBps: 250000 },
      ...{ width: 426, height: 240, frameRate: 25, videoRange: null, codecs: 'avc1.4d4015,mp4a.40.2' },
    });
    expect(renditions[2]).toMatchObject({ width: null, height: null, videoRange: 'PQ', codecs: null });
  });
});
