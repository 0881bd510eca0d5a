/** How much media is kept around the playhead. */
export interface BufferConfig {
  /**
   * Seconds to fetch ahead of the playhead, at least 4 whatever is asked. Default 30. Sound beside a picture comes no farther
   * than the segment of the picture on its way.
   */
  readonly aheadSec: number;
  /** Seconds to keep behind the playhead, at least 3 and a segment whatever is asked. Default 20. */
  readonly behindSec: number;
  /**
   * Bytes to hold of video and of audio, ahead and behind together; they bind before the seconds do at high bitrates.
   * Defaults 100 MB and 8 MB: two thirds of what Chromium grants a SourceBuffer (150 MB and 12 MB; 30 MB and 2 MB on
   * devices with little memory, where the quota shrinks the goal).
   * @see https://source.chromium.org/chromium/chromium/src/+/main:media/base/demuxer_memory_limit_default.cc
   */
  readonly videoBytes: number;
  readonly audioBytes: number;
}

export const DEFAULT_BUFFER_CONFIG: BufferConfig = {
  aheadSec: 30,
  behindSec: 20,
  videoBytes: 100e6,
  audioBytes: 8e6,
};
