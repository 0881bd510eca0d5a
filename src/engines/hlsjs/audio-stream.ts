import type { Events, HlsConfig, InitPTSFoundData } from 'hls.js';

type AudioStream = Partial<Pick<HlsConfig, 'audioStreamController'>>;

/**
 * hls.js's own loader of audio, less a pause: sound that arrives before it is known when the picture begins waits for
 * that, and 1.7.4 looks on its next tick only, up to 0.1 s later. The first frame waits for the sound.
 */
export function createAudioStream({ audioStreamController: Base }: AudioStream): AudioStream {
  if (!Base) return {}; // the light build
  return {
    audioStreamController: class extends Base {
      override onInitPtsFound(event: Events.INIT_PTS_FOUND, data: InitPTSFoundData): void {
        super.onInitPtsFound(event, data);
        this.tickImmediate();
      }
    },
  };
}
