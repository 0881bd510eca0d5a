import Hls, { M3U8Parser, PlaylistLevelType, type InitPTSFoundData } from 'hls.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAudioStream } from './audio-stream.ts';

const { audioStreamController: Base } = Hls.DefaultConfig;
const PLAYLIST = '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n1.m4s\n#EXT-X-ENDLIST\n';

function foundInMain(): InitPTSFoundData {
  const { MAIN } = PlaylistLevelType;
  const { fragments } = M3U8Parser.parseLevelPlaylist(PLAYLIST, 'https://a.test/1.m3u8', 0, MAIN, 0, null);
  const frag = fragments[0]!;
  return { id: MAIN, frag, initPTS: 0, timescale: 1000, trackId: 1, timestampOffsets: [] };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('audio in hls.js', () => {
  it('goes on at once when it is known where the picture begins', () => {
    if (!Base) throw new Error('this build has no audio of its own');
    const calls: string[] = [];
    vi.spyOn(Base.prototype, 'onInitPtsFound').mockImplementation((_event, { id }) => {
      calls.push(`found in ${id}`);
    });
    vi.spyOn(Base.prototype, 'tickImmediate').mockImplementation(() => {
      calls.push('tick');
    });
    createAudioStream(Hls.DefaultConfig).audioStreamController?.prototype.onInitPtsFound(
      Hls.Events.INIT_PTS_FOUND,
      foundInMain(),
    );
    expect(calls).toEqual(['found in main', 'tick']);
  });

  it('is left alone in a build that has none of its own', () => {
    expect(createAudioStream({})).toEqual({});
  });
});
