import type { EngineEvent } from '../engine/engine-event.ts';
import type { AbrDecision } from '../model/abr.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { Announce } from './player-event-map.ts';
import type {
  PresentationFacts,
  PresentationInfo,
  RenditionInfo,
  TrackInfo,
} from '../model/presentation-info.ts';

/** What the engine has told so far of the presentation and of what is chosen in it. */
export class LoadedMedia {
  tracks: readonly TrackInfo[] = [];
  activeTrackIds: readonly string[] = [];
  renditions: readonly RenditionInfo[] = [];
  /** The one at the playhead; null before the first, and where it is not one to choose from. */
  activeRendition: RenditionInfo | null = null;
  switchCount = 0;
  /** The last one. */
  decision: AbrDecision | null = null;
  #presentation: PresentationFacts | null = null;
  readonly #announce: Announce;
  readonly #getSeekable: () => TimeRange;

  constructor(announce: Announce, getSeekable: () => TimeRange) {
    this.#announce = announce;
    this.#getSeekable = getSeekable;
  }

  get presentation(): PresentationInfo | null {
    return this.#presentation && { ...this.#presentation, seekable: this.#getSeekable() };
  }

  /** The bit/s that the active rendition declares; null where it does not, or none is shown. */
  get bitrateBps(): number | null {
    return this.activeRendition?.bandwidthBps || null;
  }

  /** Takes in what an engine says and passes it on to the app. */
  receive(event: Exclude<EngineEvent, { type: 'phase' | 'failed' }>): void {
    const announce = this.#announce;
    switch (event.type) {
      case 'presentation':
        this.#setPresentation(event.presentation);
        break;
      case 'duration':
        if (this.#presentation)
          this.#setPresentation({ ...this.#presentation, durationSec: event.durationSec });
        break;
      case 'tracks':
        this.tracks = event.tracks.map(toTrackInfo);
        this.activeTrackIds = event.activeIds;
        announce('trackschange', { tracks: this.tracks, activeIds: event.activeIds });
        break;
      case 'renditions':
        this.renditions = event.renditions.map(toRenditionInfo);
        announce('renditionschange', { renditions: this.renditions });
        break;
      case 'rendition-shown':
        this.#show(event.renditionId, event.trackId);
        break;
      case 'decision':
        this.decision = event.decision;
        announce('decision', { decision: event.decision, positionSec: event.positionSec });
        break;
      case 'transfer':
        announce('transfer', { sample: event.sample });
        break;
      case 'gap-jumped':
        announce('gapjump', { gap: event.gap });
        break;
      case 'recovered':
        announce('recovered', { from: event.from, how: event.how });
        break;
      case 'media-event':
        announce('mediaevent', { event: event.event });
        break;
      case 'warning':
        announce('warning', { error: event.error });
        break;
    }
  }

  #setPresentation(facts: PresentationFacts): void {
    this.#presentation = facts;
    const { presentation } = this;
    if (presentation) this.#announce('presentation', { presentation });
  }

  #show(renditionId: string, trackId: string): void {
    const rendition = this.renditions.find(({ id }) => id === renditionId) ?? null;
    const before = this.activeRendition;
    if (rendition) {
      // At a change of period the old one is no longer among the choices: another timeline, not another quality.
      if (before && before.id !== renditionId && this.renditions.some(({ id }) => id === before.id))
        this.switchCount++;
      this.activeRendition = rendition;
    }
    this.#announce('renditionchange', { renditionId, trackId, rendition });
  }
}

/** An engine may hand out more than the event promises (its own tracks, with all that belongs to them): apps get the rest. */
function toTrackInfo(track: TrackInfo): TrackInfo {
  const { id, kind, language, label, roles, accessibility, isDefault, isForced, channelCount } = track;
  return { id, kind, language, label, roles, accessibility, isDefault, isForced, channelCount };
}

function toRenditionInfo(rendition: RenditionInfo): RenditionInfo {
  const { id, bandwidthBps, averageBandwidthBps, width, height, frameRate, videoRange, codecs } = rendition;
  return { id, bandwidthBps, averageBandwidthBps, width, height, frameRate, videoRange, codecs };
}
