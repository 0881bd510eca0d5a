import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { RenditionLog } from '../../buffer/rendition-log.ts';
import { toTimeRanges } from '../../buffer/time-ranges.ts';
import type { EngineContext } from '../../engine/engine.ts';
import type { JoinPhase } from '../../engine/engine-event.ts';
import { TellOnce } from '../../engine/tell-once.ts';
import type { MediaEvent } from '../../model/media-event.ts';
import type { Protocol } from '../../model/source.ts';
import { fromEmsg } from './media-events.ts';
import { listTracks, VIDEO_TRACK_ID, type VendorTrackList } from './tracks.ts';

/** As Shaka names them. */
const PROTOCOLS: Readonly<Record<string, Protocol>> = { DASH: 'dash', HLS: 'hls', MSS: 'smooth' };

/** What Shaka gives a MediaSource for its duration while it is live. Seconds. */
const ENDLESS_SEC = 2 ** 32;

type ReportContext = Pick<EngineContext, 'element' | 'emit'>;

/** Tells the player what Shaka and the element show, each thing once. */
export class Report {
  readonly #player: shaka.Player;
  readonly #context: ReportContext;
  readonly #log: RenditionLog;
  readonly #tell: TellOnce;
  /** Shaka lists all that it knows each time; `TellOnce` forgets the oldest of many. */
  readonly #toldInband = new WeakSet<shaka.extern.EmsgInfo>();
  #lastPositionSec = 0;
  /** Where the manifest came from, after redirects. */
  url = '';
  /** The sound that was chosen, until Shaka may be told; empty: it has been. */
  chosenAudioId = '';
  tracks: VendorTrackList = { tracks: [], activeIds: [], audio: new Map(), text: new Map() };

  constructor(player: shaka.Player, context: ReportContext, log: RenditionLog) {
    this.#player = player;
    this.#context = context;
    this.#tell = new TellOnce((event) => context.emit(event));
    this.#log = log;
  }

  /** Whether it is passed for the first time. */
  phase(phase: JoinPhase): boolean {
    return this.#tell.phase(phase);
  }

  /** At the start, and when a live presentation has ended. */
  presentation(): void {
    const isLive = this.#player.isDynamic(); // until an announced end has come, too
    if (this.#tell.facts?.isLive === isLive) return;
    const protocol = PROTOCOLS[this.#player.getManifestType() ?? ''] ?? 'dash';
    const durationSec = isLive ? null : this.#player.seekRange().end;
    this.#tell.presentation({ protocol, url: this.url, isLive, durationSec });
  }

  mediaEvent(event: MediaEvent): void {
    this.#tell.mediaEvent(event);
  }

  /** Shaka's own event comes where the playhead meets a message, and passes over short ones: here, they are told as they are read. */
  inbandEvents(): void {
    for (const { emsg } of this.#player.getAllEmsgRegions()) {
      if (this.#toldInband.has(emsg)) continue;
      this.#toldInband.add(emsg);
      this.#tell.mediaEvent(fromEmsg(emsg));
    }
  }

  duration(): void {
    const { duration: durationSec } = this.#context.element;
    const { facts } = this.#tell;
    if (!facts || facts.isLive || !(durationSec > 0 && durationSec < ENDLESS_SEC)) return;
    this.#tell.presentation({ ...facts, durationSec });
  }

  listTracks(isTextShown: boolean): void {
    this.tracks = listTracks(this.#player, isTextShown, this.chosenAudioId);
    const { tracks, activeIds } = this.tracks;
    if (tracks.length > 0) this.#tell.tell({ type: 'tracks', tracks, activeIds });
  }

  /** The playhead may have come to media of another rendition. */
  shown(): void {
    this.#lastPositionSec = this.#context.element.currentTime;
    const entry = this.#log.changeAt(this.#lastPositionSec);
    if (!entry) return;
    this.#log.trim(this.#lastPositionSec - 60);
    const { renditionId } = entry;
    const { activeIds, audio } = this.tracks;
    const isSoundAlone = this.#player.isAudioOnly();
    const trackId = isSoundAlone ? activeIds.find((id) => audio.has(id)) : VIDEO_TRACK_ID;
    this.#context.emit({ type: 'rendition-shown', renditionId, trackId: trackId ?? VIDEO_TRACK_ID });
  }

  /** The hole that a jump to the present position has passed. */
  gapJumped(): void {
    const { buffered, currentTime: endSec } = this.#context.element;
    const ends = toTimeRanges(buffered).map((range) => range.endSec);
    const startSec = Math.max(this.#lastPositionSec, ...ends.filter((sec) => sec < endSec));
    this.#context.emit({ type: 'gap-jumped', gap: { startSec: Math.min(startSec, endSec), endSec } });
  }
}
