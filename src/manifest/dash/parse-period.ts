import type { Period } from '../../model/presentation.ts';
import type { Track, TrackKind } from '../../model/track.ts';
import { parseAdaptationSet } from './adaptation-set.ts';
import type { PeriodContext, SetTracks } from './adaptation-set.ts';
import { readAddressingLevel } from './addressing.ts';
import { pickDescriptors, readDescriptors } from './descriptors.ts';
import { readEventStreams } from './event-stream.ts';
import type { MpdNotes } from './mpd-notes.ts';
import type { PeriodTime } from './period-times.ts';
import type { ReadProtection } from './read-protection.ts';
import { resolveBaseUrls } from './resolve-urls.ts';
import type { LoadSidxReader } from './sidx-source.ts';
import { findChildren } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** What the periods of an MPD share. */
export interface MpdContext {
  readonly notes: MpdNotes;
  readonly readProtection: ReadProtection;
  readonly loadSidxReader: LoadSidxReader;
  readonly isComplete: boolean;
  readonly bases: readonly string[];
  readonly manifestUrls: readonly string[];
  /** Whether period ids stand before those of tracks and renditions. */
  readonly hasIdPrefix: boolean;
  /** Continuity keys of the periods before, by `period id` and `set id`. */
  readonly continuityKeys: Map<string, string>;
  claimPeriodId(wanted: string): string;
  claimTrackId(wanted: string): string;
  claimRenditionId(wanted: string): string;
}

const CONTINUITY = /^urn:mpeg:dash:period-con(tinuity|nectivity):2015$/;

/** @see ISO/IEC 23009-1 §5.3.2 */
export function parsePeriod({ element, startSec, endSec }: PeriodTime, mpd: MpdContext): Period {
  const id = mpd.claimPeriodId(element.attributes['id'] ?? `p${startSec}`);
  const context: PeriodContext = {
    ...mpd,
    idPrefix: mpd.hasIdPrefix ? `${id}/` : '',
    window: { id, windowStartSec: startSec, windowEndSec: endSec },
    levels: [readAddressingLevel(element)],
    bases: resolveBaseUrls(element, mpd.bases),
    runCache: new Map(),
    continuityKeyOf: (set, kind) =>
      claimContinuityKey(set, kind, element.attributes['id'] ?? id, mpd.continuityKeys),
  };
  const sets = findChildren(element, 'AdaptationSet').flatMap((set, position) =>
    isRemote(set, mpd.notes) ? [] : [parseAdaptationSet(set, position, context)],
  );
  return {
    id,
    startSec,
    durationSec: endSec === Infinity ? null : endSec - startSec,
    tracks: markDefaults(mergeSwitchable(sets)),
    events: readEventStreams(element, startSec),
  };
}

const RESOLVE_TO_ZERO = 'urn:mpeg:dash:resolve-to-zero:2013';

/** Whether an element stands elsewhere (XLink), so that there is nothing of it here. @see ISO/IEC 23009-1 §5.5 */
export function isRemote({ attributes, children, name }: XmlElement, notes: MpdNotes): boolean {
  const { href } = attributes;
  if (href === undefined || children.length > 0) return false;
  if (href !== RESOLVE_TO_ZERO) notes.drop(`xlink:href of ${name}`);
  return true;
}

/** The key of the set that this one continues, else its own: sets of one id, kind and language match. */
function claimContinuityKey(
  set: XmlElement,
  kind: TrackKind,
  periodId: string,
  keys: Map<string, string>,
): string | null {
  const { id, lang = '' } = set.attributes;
  if (id === undefined) return null;
  const supplemental = pickDescriptors([readDescriptors(set)], 'SupplementalProperty');
  const earlier = supplemental.find(({ scheme }) => CONTINUITY.test(scheme))?.value;
  const key = keys.get(`${earlier ?? ''} ${id}`) ?? `${kind} ${lang} ${id}`;
  keys.set(`${periodId} ${id}`, key);
  return key;
}

/** Tracks of sets that may be switched between, and agree in kind and language, become one. */
function mergeSwitchable(sets: readonly SetTracks[]): readonly Track[] {
  const merged: Track[] = [];
  /** Where the track of a set is, by its own id (`=`), and by the ids of those it may be switched to (`>`). */
  const places = new Map<string, number>();
  for (const { tracks, id, switchableIds } of sets) {
    const [track, ...others] = tracks;
    if (!track) continue;
    const keyOf = (sign: string, setId: string): string =>
      `${track.kind} ${track.language ?? ''} ${sign}${setId}`;
    const partners = [
      ...switchableIds.map((partner) => keyOf('=', partner)),
      ...(id === null ? [] : [keyOf('>', id)]),
    ];
    const place =
      partners.map((key) => places.get(key)).find((known) => known !== undefined) ?? merged.length;
    const known = merged[place];
    merged[place] = known ? joinTracks(known, track) : track;
    if (id !== null) places.set(keyOf('=', id), place);
    for (const partner of switchableIds) places.set(keyOf('>', partner), place);
    merged.push(...others);
  }
  return merged;
}

function joinTracks(track: Track, other: Track): Track {
  const renditions = [...track.renditions, ...other.renditions].sort(
    (a, b) => a.bandwidthBps - b.bandwidthBps,
  );
  return { ...track, renditions };
}

/** Of audio and video one is always the default: the first of a kind where none has the main role. */
function markDefaults(tracks: readonly Track[]): readonly Track[] {
  const hasMain = new Set(tracks.filter(({ isDefault }) => isDefault).map(({ kind }) => kind));
  const firsts = new Map(tracks.map((track) => [track.kind, track] as const).reverse());
  return tracks.map((track) => {
    const isStandIn = firsts.get(track.kind) === track && !hasMain.has(track.kind);
    return isStandIn && (track.kind === 'audio' || track.kind === 'video')
      ? { ...track, isDefault: true }
      : track;
  });
}
