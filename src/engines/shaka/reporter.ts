import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { EngineContext } from '../../engine/engine.ts';
import type { JoinPhase } from '../../engine/engine-event.ts';
import type { PresentationFacts } from '../../model/presentation-info.ts';
import type { Protocol } from '../../model/source.ts';
import { gapBehind } from './playhead.ts';
import type { RenditionLog } from './rendition-log.ts';
import { listTracks, VIDEO_TRACK_ID, type TrackList } from './tracks.ts';

/** As Shaka names them. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = { DASH: 'dash', HLS: 'hls', MSS: 'smooth' };

/** What Shaka gives a MediaSource for its duration while it is live. Seconds. */
const ENDLESS_SEC = 2 ** 32;

type ReportContext = Pick<EngineContext, 'element' | 'emit'>;

/** Tells the player what Shaka and the element show, each thing once. */
export class Reporter {
  readonly #player: shaka.Player;
  readonly #context: ReportContext;
  readonly #log: RenditionLog;
  readonly #phases = new Set<JoinPhase>();
  #facts: PresentationFacts | null = null;
  #lastPositionSec = 0;
  /** Where the manifest came from, after redirects. */
  url = '';
  tracks: TrackList = { tracks: [], activeIds: [], audio: new Map(), text: new Map() };

  constructor(player: shaka.Player, context: ReportContext, log: RenditionLog) {
    this.#player = player;
    this.#context = context;
    this.#log = log;
  }

  hasPassed(phase: JoinPhase): boolean {
    return this.#phases.has(phase);
  }

  phase(phase: JoinPhase): void {
    if (this.#phases.has(phase)) return;
    this.#phases.add(phase);
    this.#context.emit({ type: 'phase', phase });
  }

  /** At the start, and when a live presentation has ended. */
  presentation(): void {
    const isLive = this.#player.isDynamic(); // until an announced end has come, too
    if (this.#facts?.isLive === isLive) return;
    this.#facts = {
      protocol: PROTOCOLS[this.#player.getManifestType() ?? ''] ?? 'dash',
      url: this.url,
      isLive,
      durationSec: isLive ? null : this.#player.seekRange().end,
    };
    this.#context.emit({ type: 'presentation', presentation: this.#facts });
  }

  duration(): void {
    const { duration: durationSec } = this.#context.element;
    if (!this.#facts || this.#facts.isLive || !(durationSec > 0 && durationSec < ENDLESS_SEC)) return;
    if (durationSec === this.#facts.durationSec) return;
    this.#facts = { ...this.#facts, durationSec };
    this.#context.emit({ type: 'duration', durationSec });
  }

  listTracks(isTextShown: boolean): void {
    const told = describe(this.tracks);
    this.tracks = listTracks(this.#player, isTextShown);
    const { tracks, activeIds } = this.tracks;
    if (tracks.length > 0 && describe(this.tracks) !== told)
      this.#context.emit({ type: 'tracks', tracks, activeIds });
  }

  /** The playhead may have come to media of another rendition. */
  shown(): void {
    this.#lastPositionSec = this.#context.element.currentTime;
    const renditionId = this.#log.changeAt(this.#lastPositionSec);
    if (renditionId === null) return;
    const { activeIds, audio } = this.tracks;
    const isSoundAlone = this.#player.isAudioOnly();
    const trackId = isSoundAlone ? activeIds.find((id) => audio.has(id)) : VIDEO_TRACK_ID;
    this.#context.emit({ type: 'rendition-shown', renditionId, trackId: trackId ?? VIDEO_TRACK_ID });
  }

  gapJumped(): void {
    this.#context.emit({ type: 'gap-jumped', gap: gapBehind(this.#context.element, this.#lastPositionSec) });
  }
}

const describe = ({ tracks, activeIds }: TrackList): string => JSON.stringify([tracks, activeIds]);
