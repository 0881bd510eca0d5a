import type Hls from 'hls.js';
import type { BufferCreatedData, FragChangedData, LevelDetails, ManifestParsedData } from 'hls.js';
import type { EngineEvent } from '../../engine/engine-event.ts';
import { listRenditions, toRenditionInfo } from './renditions.ts';
import { HlsJsTracks, type MainContent } from './tracks.ts';

/** Tells the player what the title is, when hls.js has learnt it and when it has changed; the same only once. */
export class Report {
  readonly tracks: HlsJsTracks;
  readonly #hls: Hls;
  readonly #emit: (event: EngineEvent) => void;
  readonly #told = new Map<EngineEvent['type'], string>();
  readonly #toldDateRanges = new Set<string>();
  #url = '';
  #content: MainContent = { hasVideo: true, hasAudio: false };

  constructor(hls: Hls, emit: (event: EngineEvent) => void) {
    this.#hls = hls;
    this.#emit = emit;
    this.tracks = new HlsJsTracks(hls);
  }

  get content(): MainContent {
    return this.#content;
  }

  /** Whether the presentation is known. */
  get isOpen(): boolean {
    return this.#told.has('presentation');
  }

  /** `url`: what answered, after redirects. */
  noteManifest(url: string, { audio, video, altAudio }: ManifestParsedData): void {
    this.#url = url;
    // Without CODECS the media itself tells, later; until then it is a picture that sounds or does not.
    this.#content = { hasVideo: video || !audio, hasAudio: audio && !altAudio };
  }

  /** The media says what the manifest did not. */
  noteBuffers({ tracks }: BufferCreatedData): void {
    const hasVideo = tracks.video !== undefined || tracks.audiovideo !== undefined;
    const hasAudio = tracks.audiovideo !== undefined || tracks.audio !== undefined;
    this.#content = { hasVideo, hasAudio };
    this.tellTracks();
  }

  notePlaylist(details: LevelDetails): void {
    const { live: isLive, edge } = details;
    const durationSec = isLive ? null : edge;
    const facts = { protocol: 'hls', url: this.#url, isLive, durationSec } as const;
    // Durations get exact as the media comes: that is another event.
    const key = `${this.#url} ${isLive ? 'live' : 'whole'}`;
    this.#tell({ type: 'presentation', presentation: facts }, key);
    this.tellRenditions();
    this.tellTracks();
    if (durationSec !== null)
      this.#tell({ type: 'duration', durationSec }, durationSec.toFixed(1), durationSec.toFixed(1));
    this.#tellDateRanges(details);
  }

  tellRenditions(): void {
    if (!this.isOpen) return; // the presentation comes first
    const renditions = listRenditions(this.#hls.levels).map(toRenditionInfo);
    this.#tell({ type: 'renditions', renditions });
  }

  tellTracks(): void {
    if (!this.isOpen) return;
    const tracks = this.tracks.list(this.#content);
    this.#tell({ type: 'tracks', tracks, activeIds: this.tracks.activeIds(this.#content) });
  }

  noteShown({ frag: { level } }: FragChangedData): void {
    const renditionId = listRenditions(this.#hls.levels)[level]?.id;
    if (renditionId === undefined) return;
    const trackId = this.#content.hasVideo ? 'video' : (this.tracks.activeIds(this.#content)[0] ?? 'audio');
    this.#tell({ type: 'rendition-shown', renditionId, trackId });
  }

  /** `first`: what counts as told already when it comes for the first time. */
  #tell(event: EngineEvent, key: string = JSON.stringify(event), first?: string): void {
    const before = this.#told.get(event.type) ?? first;
    this.#told.set(event.type, key);
    if (before !== key) this.#emit(event);
  }

  #tellDateRanges({ dateRanges }: LevelDetails): void {
    for (const [id, range] of Object.entries(dateRanges)) {
      if (!range?.isValid || !Number.isFinite(range.startTime) || this.#toldDateRanges.has(id)) continue;
      this.#toldDateRanges.add(id);
      const data: Record<string, string> = {};
      for (const [key, value] of Object.entries<unknown>(range.attr))
        if (typeof value === 'string') data[key] = value;
      const { startTime: startSec, duration: durationSec, class: schemeIdUri } = range;
      const facts = { schemeIdUri, value: '', id, startSec, durationSec, data };
      this.#emit({ type: 'media-event', event: { origin: 'date-range', ...facts } });
    }
  }
}
