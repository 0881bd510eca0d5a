import type { Engine, EngineLoadOptions } from '../engine/engine.ts';
import type { TrackInfo } from '../model/presentation-info.ts';
import type { PlayWish } from '../playback/play-wish.ts';

/** Where the engine before stands. */
export interface Standpoint {
  readonly positionSec: number;
  readonly media: { readonly tracks: readonly TrackInfo[]; readonly activeTrackIds: readonly string[] };
}

/** What lets another engine go on where the one before stood. */
export interface CarryOver {
  adjust(options: EngineLoadOptions): EngineLoadOptions;
  /** Whenever the engine tells its tracks: selects those that were active before, by what they are; the first time only. */
  selectSame(
    engine: Pick<Engine, 'selectTrack'>,
    tracks: readonly TrackInfo[],
    activeIds: readonly string[],
  ): void;
  /** Once it is playable: plays on, at the speed of before. Taking a source off the element pauses it, and resets that. */
  resume(playable: Promise<void>): void;
}

/** To be called while the engine before still has the element. */
export function carryOver({ positionSec, media }: Standpoint, playWish: Pick<PlayWish, 'keep'>): CarryOver {
  const active = media.tracks.filter(({ id }) => media.activeTrackIds.includes(id));
  const goOn = playWish.keep();
  let isDone = false;
  return {
    adjust: (options) => {
      const language = active.find(({ kind }) => kind === 'audio')?.language;
      const { preferredAudioLanguages: preferred } = options;
      return {
        ...options,
        startSec: positionSec > 0 ? positionSec : options.startSec,
        preferredAudioLanguages: language ? [language, ...preferred] : preferred,
      };
    },
    selectSame: (engine, tracks, activeIds) => {
      if (isDone) return;
      isDone = true;
      for (const wanted of active) {
        const same = findLike(wanted, tracks);
        if (same && !activeIds.includes(same.id)) engine.selectTrack(same.id);
      }
    },
    resume: (playable) => {
      playable.then(goOn).catch(() => undefined); // the load has failed, which it says itself, or the browser forbids: the app plays
    },
  };
}

/** The track that is most like the wanted one; null where none has its kind and language. */
export function findLike(wanted: TrackInfo, tracks: readonly TrackInfo[]): TrackInfo | null {
  const likeness = (track: TrackInfo): number =>
    4 * Number(sameValues(track.roles, wanted.roles)) +
    2 * Number(track.label === wanted.label) +
    Number(track.channelCount === wanted.channelCount);
  const candidates = tracks.filter(
    ({ kind, language }) => kind === wanted.kind && primary(language) === primary(wanted.language),
  );
  return candidates.reduce<TrackInfo | null>(
    (best, track) => (best === null || likeness(track) > likeness(best) ? track : best),
    null,
  );
}

/** Engines spell one language differently (`en`, `eng`, `en-US`): two letters tell most apart. */
const primary = (language: string | null): string => (language ?? '').slice(0, 2).toLowerCase();

const sameValues = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join() === [...other].sort().join();
