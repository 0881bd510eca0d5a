import type Hls from 'hls.js';
import type { BufferCreatedData, FragChangedData, LevelDetails, ManifestParsedData } from 'hls.js';
import type { EngineEvent, JoinPhase } from '../../engine/engine-event.ts';
import { TellOnce } from '../../engine/tell-once.ts';
import { listRenditions } from './renditions.ts';
import { HlsJsTracks, readAttributes } from './tracks.ts';

/** Tells the player what the title is, when hls.js has learnt it and when it has changed; the same only once. */
export class Report {
  readonly tracks: HlsJsTracks;
  readonly #hls: Hls;
  readonly #tell: TellOnce;
  #url = '';

  constructor(hls: Hls, emit: (event: EngineEvent) => void) {
    this.#hls = hls;
    this.#tell = new TellOnce(emit);
    this.tracks = new HlsJsTracks(hls);
  }

  /** Whether the presentation is known. */
  get isOpen(): boolean {
    return this.#tell.facts !== null;
  }

  /** Null while that is not known. */
  get isLive(): boolean | null {
    return this.#tell.facts?.isLive ?? null;
  }

  /** Whether it is passed for the first time. */
  phase(phase: JoinPhase): boolean {
    return this.#tell.phase(phase);
  }

  /** `url`: what answered, after redirects. */
  noteManifest(url: string, { audio, video, altAudio }: ManifestParsedData): void {
    this.phase('manifest-parsed');
    this.#url = url;
    // Without CODECS the media itself tells, later; until then it is a picture that sounds or does not.
    this.tracks.content = { hasVideo: video || !audio, hasAudio: audio && !altAudio };
  }

  /** The media says what the manifest did not. */
  noteBuffers({ tracks }: BufferCreatedData): void {
    const hasVideo = tracks.video !== undefined || tracks.audiovideo !== undefined;
    const hasAudio = tracks.audiovideo !== undefined || tracks.audio !== undefined;
    this.tracks.content = { hasVideo, hasAudio };
    this.tellTracks();
  }

  notePlaylist(details: LevelDetails): void {
    const { live: isLive, edge } = details;
    const toldSec = this.#tell.facts?.durationSec?.toFixed(1);
    // Durations get exact as the media comes.
    if (isLive || edge.toFixed(1) !== toldSec)
      this.#tell.presentation({
        ...{ protocol: 'hls', url: this.#url, isLive },
        durationSec: isLive ? null : edge,
      });
    this.tellRenditions();
    this.tellTracks();
    this.#tellDateRanges(details);
  }

  tellRenditions(): void {
    if (!this.isOpen) return; // the presentation comes first
    this.#tell.tell({ type: 'renditions', renditions: listRenditions(this.#hls.levels) });
  }

  tellTracks(): void {
    if (!this.isOpen) return;
    this.#tell.tell({ type: 'tracks', ...this.tracks.read() });
  }

  noteShown({ frag: { level } }: FragChangedData): void {
    const renditionId = listRenditions(this.#hls.levels)[level]?.id;
    if (renditionId === undefined) return;
    const [trackId = 'audio'] = this.tracks.read().activeIds; // the picture, where there is one
    this.#tell.tell({ type: 'rendition-shown', renditionId, trackId });
  }

  #tellDateRanges({ dateRanges }: LevelDetails): void {
    for (const [id, range] of Object.entries(dateRanges)) {
      if (!range?.isValid || !Number.isFinite(range.startTime)) continue;
      const { startTime: startSec, duration: durationSec, class: schemeIdUri } = range;
      const facts = { schemeIdUri, value: '', id, startSec, durationSec, data: readAttributes(range.attr) };
      this.#tell.mediaEvent({ origin: 'date-range', ...facts });
    }
  }
}
