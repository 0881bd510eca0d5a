import Hls, { Fragment, PlaylistLevelType, type InitPTSFoundData } from 'hls.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAudioStream } from './audio-stream.ts';

const { audioStreamController: Base } = Hls.DefaultConfig;
const FOUND: InitPTSFoundData = {
  id: PlaylistLevelType.MAIN,
  frag: new Fragment(PlaylistLevelType.MAIN, 'https://a.test/'),
  ...{ initPTS: 0, timescale: 1000, trackId: 1, timestampOffsets: [] },
};

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
    createAudioStream(Hls).audioStreamController?.prototype.onInitPtsFound(Hls.Events.INIT_PTS_FOUND, FOUND);
    expect(calls).toEqual(['found in main', 'tick']);
  });

  it('is left alone in a build that has none of its own', () => {
    const DefaultConfig = { ...Hls.DefaultConfig, audioStreamController: undefined };
    expect(createAudioStream({ DefaultConfig })).toEqual({});
  });
});
