import type { Player } from '../../../src/index.ts';

/** What a viewer may do at any moment; `watch` and `hurry` play on, at 1x and at 4x, whatever was done last. */
export type Act = 'seek' | 'pause' | 'play' | 'pin' | 'track' | 'still' | 'fast' | 'watch' | 'hurry' | 'none';

/** `value` from 0 to 1 says where to (of so many seconds), or which. */
export function act(
  player: Player,
  video: HTMLVideoElement,
  what: Act,
  value: number,
  durationSec: number,
): void {
  const audio = player.tracks.filter(({ kind }) => kind === 'audio');
  const pick = <One>(list: readonly One[]): One | undefined => list[Math.floor(value * list.length)];
  const play = (): void => void video.play().catch(() => undefined); // a pause right behind it ends it
  const playAt = (rate: number): void => {
    video.playbackRate = rate;
    play();
  };
  const acts: Readonly<Record<Act, () => void>> = {
    seek: () => (video.currentTime = value * durationSec),
    pause: () => {
      video.pause();
    },
    play,
    pin: () => {
      player.setQuality(pick(player.renditions)?.id ?? 'auto');
    },
    track: () => {
      const track = pick(audio);
      if (track) player.selectTrack(track.id);
    },
    still: () => (video.playbackRate = 0),
    fast: () => (video.playbackRate = 2),
    watch: () => {
      playAt(1);
    },
    hurry: () => {
      playAt(4);
    },
    none: () => undefined,
  };
  acts[what]();
}
