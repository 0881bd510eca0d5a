import type { Clock } from '../../core/clock.ts';
import { isPlayerError, PlayerError, stripUrl } from '../../core/errors.ts';
import { findKnown } from '../../core/find-known.ts';
import type { Logger } from '../../core/logger.ts';
import type { MediaElementPort } from '../../core/media-ports.ts';
import type { TitleKeys } from '../../drm/title-keys.ts';
import type { EngineEvent, JoinPhase } from '../../engine/engine-event.ts';
import type { AbrInput } from '../../model/abr.ts';
import type { ContentProtection } from '../../model/content-protection.ts';
import type { MediaEvent } from '../../model/media-event.ts';
import type { Presentation } from '../../model/presentation.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { RequestResource } from '../../model/resource.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { Track } from '../../model/track.ts';
import { selectTrack } from '../../tracks/select-track.ts';
import type { SinkKind } from './buffer-sink.ts';
import { Decrypter } from './decrypter.ts';
import { IndexStore } from './index-store.ts';
import { InitStore } from './init-store.ts';
import type { MseEngineConfig } from './mse-engine-config.ts';
import { nothingToPlay } from './nothing-to-play.ts';
import { planKey, type Plan } from './plan.ts';
import { playableTracks } from './playable-tracks.ts';
import { codecUnsupported } from './codec-unsupported.ts';
import type { RenditionChooser } from '../../abr/rendition-chooser.ts';

/** What a title needs of the engine and the platform. */
export interface TitleContext {
  readonly element: MediaElementPort;
  readonly clock: Clock;
  readonly log: Logger;
  readonly config: MseEngineConfig;
  readonly request: RequestResource;
  readonly chooser: RenditionChooser;
  readonly preferredAudioLanguages: readonly string[];
  /** Where the app wants to start, seconds; null: where the author wants. */
  readonly startSec: number | null;
  readonly signal: AbortSignal;
  isTypeSupported(mimeType: string): boolean;
  viewport(): AbrInput['viewport'];
  emit(event: EngineEvent): void;
  phase(phase: JoinPhase): void;
  /** Null: the media is decrypted by no keys of the element. */
  titleKeys(): Pick<TitleKeys, 'isAwaited'> | null;
  /** Media is encrypted as this engine does not decrypt it. Throws where this engine was to play it; returns where the media is only fetched. */
  onLocked(error: PlayerError): void;
  /**
   * A media playlist tells of a lock; null: of one that no keys on the element open. Throws where that ends it or there is nobody to ask for them, and this
   * engine was to play it.
   */
  onLockTold(error: PlayerError, lock: readonly ContentProtection[] | null): void;
}

/** A track of what is buffered and played. */
type MediaTrack = Track & { readonly kind: SinkKind };

/** A period with the tracks that this browser can play. */
interface PlayablePeriod {
  readonly startSec: number;
  readonly tracks: readonly Track[];
}

/**
 * What is known of the loaded title and what was chosen for it: outlives rebuilds of the buffer.
 */
export class Title {
  readonly context: TitleContext;
  readonly presentation: Presentation;
  readonly url: string;
  readonly periods: readonly PlayablePeriod[];
  readonly inits: InitStore;
  readonly decrypter: Decrypter;
  /** Segments, by `planKey`, that the browser could not take: not tried again. */
  readonly badSegments: Set<string> = new Set();
  /** Those about which decoding has failed: others are tried first. */
  readonly avoidedSegments: Set<string> = new Set();
  /** Where media of a kind has turned out to end before the others', whatever its index says. */
  readonly endsSec: Map<SinkKind, number> = new Map();
  /** Those of which no good came: asked for past the browser's cache. */
  readonly spoiledSegments: Set<string> = new Set();
  /** Renditions that this browser cannot decode, as their media has told, or decrypt, as their keys have: not tried again. */
  readonly undecodable: Set<string> = new Set();
  /** Renditions of which media was asked for. */
  readonly fetched: Set<string> = new Set();
  /** The active track of each period, by `${period}:${kind}`; filled as periods are reached. */
  readonly #active = new Map<string, Track | null>();
  readonly #indices: IndexStore;
  readonly #announced = new Set<string>();
  /** Codecs of what was left out because the browser cannot decode it, where a whole kind of media is missing for it. */
  #missing: readonly string[] = [];
  #durationSec: number | null;
  /** True until it is settled where playback starts. */
  #isStartOpen = true;
  #seenIndices = new WeakSet<SegmentIndex>();
  /** By rendition, what its media playlist tells. */
  readonly #told = new Map<string, readonly ContentProtection[]>();

  /** @throws PlayerError `manifest-empty`, `codec-unsupported` when nothing can be played; what `onLocked` throws */
  constructor(presentation: Presentation, context: TitleContext) {
    this.context = context;
    this.presentation = presentation;
    this.url = stripUrl(presentation.url);
    this.#durationSec = presentation.durationSec;
    const { request, signal } = context;
    this.#indices = new IndexStore(request, signal);
    this.decrypter = new Decrypter(request, signal);
    this.inits = new InitStore(request, this.decrypter, signal);
    this.periods = this.#readPeriods();
  }

  get durationSec(): number | null {
    return this.#durationSec;
  }

  /** Where to start as far as the manifest tells: what the app wants, else the author, else the beginning. */
  chooseStart(): number {
    const { preferredStartSec, durationSec } = this.presentation;
    const wantedSec = this.context.startSec ?? preferredStartSec;
    this.#isStartOpen = this.context.startSec === null && (wantedSec === null || durationSec === null);
    return clampStart(wantedSec ?? 0, durationSec);
  }

  /**
   * Where to start now that an index is known; null: as chosen. HLS may say so only in its media playlists, and count
   * from an end that only they tell.
   * @see RFC 8216bis §4.4.2.2
   */
  reconsiderStart(index: SegmentIndex): number | null {
    if (!this.#isStartOpen) return null;
    this.#isStartOpen = false;
    const wantedSec = this.presentation.preferredStartSec ?? index.preferredStartSec;
    return wantedSec === null ? null : clampStart(wantedSec, index.endSec);
  }

  /** The period that holds `timeSec`. */
  periodAt(timeSec: number): number {
    let found = 0;
    for (const [index, period] of this.periods.entries()) if (period.startSec <= timeSec) found = index;
    return found;
  }

  /** The kinds of media that are fetched apart in a period: what is muxed comes with the video. */
  streamKinds(periodIndex: number): readonly SinkKind[] {
    return (['video', 'audio'] as const).filter((kind) => {
      const track = this.trackAt(kind, periodIndex);
      return track !== null && !track.isMuxed;
    });
  }

  /** The chosen track of a kind in a period: continues the choice of the period before it. */
  trackAt(kind: SinkKind, periodIndex: number): Track | null {
    const key = `${String(periodIndex)}:${kind}`;
    const known = this.#active.get(key);
    if (known !== undefined) return known;
    const previous = periodIndex > 0 ? this.trackAt(kind, periodIndex - 1) : null;
    const languages = this.context.preferredAudioLanguages;
    const track = selectTrack(this.periods[periodIndex]?.tracks ?? [], kind, { languages, previous });
    this.#active.set(key, track);
    return track;
  }

  /** Chooses a track from here on. Returns the one it takes the place of. @throws PlayerError `track-unknown` */
  selectTrack(
    trackId: string,
    periodIndex: number,
  ): { readonly selected: MediaTrack; readonly previous: Track | null } {
    const tracks = this.periods[periodIndex]?.tracks ?? [];
    const selected = findKnown('track', trackId, tracks.filter(isMediaTrack));
    const { kind } = selected;
    const previous = this.trackAt(kind, periodIndex);
    if (selected === previous) return { selected, previous };
    this.endsSec.delete(kind);
    this.#active.set(`${String(periodIndex)}:${kind}`, selected);
    for (let later = periodIndex + 1; later < this.periods.length; later++) {
      this.#active.delete(`${String(later)}:${kind}`);
    }
    return { selected, previous };
  }

  /** The index, where it need not be fetched. */
  knownIndex(rendition: Rendition): SegmentIndex | null {
    return this.#indices.known(rendition);
  }

  /** Where the segments of a rendition lie; asks for its init segment at the same time where that is known already. */
  getIndex(rendition: Rendition, kind: SinkKind): Promise<SegmentIndex> {
    const { source } = rendition;
    if (source.type === 'deferred' && source.init) {
      this.inits.get(source.init, kind).catch(() => undefined); // the segment's load meets the error
    }
    return this.#indices.get(rendition, kind);
  }

  /** The init segment of what is to be fetched; null: it needs none. */
  initFor({ segment, rendition }: Plan, kind: SinkKind): ReturnType<InitStore['get']> | null {
    this.fetched.add(rendition.id);
    const init = segment.init ? this.inits.get(segment.init, kind) : null;
    init?.catch(() => undefined); // the writer meets the error
    return init;
  }

  /** Tells the player what can be chosen in the period that plays now. */
  showPeriod(periodIndex: number): void {
    const tracks = this.periods[periodIndex]?.tracks ?? [];
    const active = (['video', 'audio'] as const).map((kind) => this.trackAt(kind, periodIndex));
    const activeIds = active.filter((track) => track !== null).map((track) => track.id);
    this.context.emit({ type: 'tracks', tracks, activeIds });
    this.context.emit({ type: 'renditions', renditions: (active[0] ?? active[1])?.renditions ?? [] });
  }

  /** Tells the app what it will not see or hear in this browser. */
  warnOfMissing(): void {
    if (this.#missing.length === 0) return;
    this.context.emit({ type: 'warning', error: codecUnsupported(this.url, [...new Set(this.#missing)]) });
  }

  /** What locks it; null: not known yet, as of HLS its media playlist tells, and only that. */
  protectionOf({ id, protection }: Rendition): readonly ContentProtection[] | null {
    return this.presentation.protocol === 'hls' ? (this.#told.get(id) ?? null) : protection;
  }

  /** An index was read: it may tell what the manifest did not. @throws PlayerError when it cannot be played; what `onLocked` throws */
  onIndex(index: SegmentIndex, { id, codecs }: Pick<Rendition, 'id' | 'codecs'>): void {
    if (this.#seenIndices.has(index)) return;
    const { isComplete } = index;
    const protection = index.protection.map((one) => ({ ...one, licenceUrl: null })); // the URI of a key is no licence server
    this.#told.set(id, protection);
    if (protection.length > 0) {
      // MPEG-TS is locked in a way of its own, and whole segments by keys that no element takes.
      const isForElement = index.at(0)?.init && protection.every(({ encryptionScheme }) => encryptionScheme);
      // A browser is asked for keys by codecs, which locked media does not tell in words that it takes.
      const isOpened = isComplete && isForElement && codecs !== null;
      this.context.onLockTold(drmUnsupported(this.url, protection), isOpened ? protection : null);
    }
    if (!isComplete) throw liveUnsupported(this.url);
    this.#seenIndices.add(index);
    this.announce(index.events);
    if (this.presentation.durationSec === null && index.endSec > (this.#durationSec ?? 0)) {
      this.#durationSec = index.endSec;
      this.context.emit({ type: 'duration', durationSec: index.endSec });
    }
  }

  /** The load of a segment has failed. */
  noteFault(plan: Plan, error: unknown): void {
    if (!isPlayerError(error) || !/^(segment-|decrypt-|append-|network-status)/.test(error.code)) return;
    this.spoiledSegments.add(planKey(plan));
    if (plan.segment.init) this.inits.forget(plan.segment.init);
    if (error.code === 'append-failed') this.badSegments.add(planKey(plan));
  }

  /** Tells the app of timed metadata, each once. */
  announce(events: readonly MediaEvent[]): void {
    for (const event of events) {
      const key = [event.schemeIdUri, event.value, event.id, event.startSec].join('\n');
      if (this.#announced.has(key)) continue;
      this.#announced.add(key);
      this.context.emit({ type: 'media-event', event });
    }
  }

  #readPeriods(): readonly PlayablePeriod[] {
    const { periods, isLive } = this.presentation;
    const refused: string[] = [];
    const protections: ContentProtection[] = [];
    const playable = periods.map((period) => {
      const isTypeSupported = (type: string): boolean => this.context.isTypeSupported(type);
      const { tracks, refusedCodecs } = playableTracks(period.tracks, isTypeSupported);
      refused.push(...refusedCodecs);
      protections.push(
        ...tracks.flatMap(({ renditions }) => renditions.flatMap(({ protection }) => protection)),
      );
      return { startSec: period.startSec, tracks };
    });
    if (protections.length > 0) this.context.onLocked(drmUnsupported(this.url, protections));
    if (isLive) throw liveUnsupported(this.url);
    const isPlayable = playable.some(({ tracks }) =>
      tracks.some((track) => isMediaTrack(track) && !track.isMuxed),
    );
    this.#missing = periods.flatMap(({ tracks }, place) =>
      missingCodecs(tracks, playable[place]?.tracks ?? []),
    );
    if (isPlayable) return playable;
    if (refused.length > 0) throw codecUnsupported(this.url, [...new Set(refused)]);
    throw nothingToPlay(this.url, 'it lists no audio or video');
  }
}

/** A negative start counts from the end, where that is known. */
function clampStart(startSec: number, endSec: number | null): number {
  const fromEndSec = startSec < 0 && endSec !== null ? endSec + startSec : startSec;
  return Math.min(Math.max(0, fromEndSec), endSec ?? Infinity);
}

function isMediaTrack(track: Track): track is MediaTrack {
  return track.kind === 'video' || track.kind === 'audio';
}

/** Codecs of the kinds that are offered and of which nothing is left. */
function missingCodecs(offered: readonly Track[], left: readonly Track[]): readonly string[] {
  return offered
    .filter((one) => isMediaTrack(one) && !one.isMuxed && !left.some((track) => track.kind === one.kind))
    .flatMap(({ renditions }) => renditions.map(({ codecs }) => codecs ?? 'unknown'));
}

function drmUnsupported(
  url: string,
  protections: readonly Pick<ContentProtection, 'schemeIdUri' | 'licenceUrl'>[],
): PlayerError {
  const systems = [...new Set(protections.map(({ schemeIdUri }) => schemeIdUri))];
  const message = `The media of ${url} is encrypted (${systems.join(', ')}): it takes an engine with a licence exchange, and \`config.drm\`.`;
  const namesServer = protections.some(({ licenceUrl }) => licenceUrl?.startsWith('http'));
  return new PlayerError('drm-unsupported', message, { url, systems, ...(namesServer && { namesServer }) });
}

function liveUnsupported(url: string): PlayerError {
  const feature = 'live';
  return new PlayerError(
    'manifest-unsupported',
    `${url} is a live presentation, which this engine does not play.`,
    {
      url,
      feature,
    },
  );
}
