import type { Rendition } from '../../model/rendition.ts';
import type { Track, TrackKind } from '../../model/track.ts';
import { readAddressingLevel } from './addressing.ts';
import { readChannelCount } from './channel-count.ts';
import { readKind } from './content-kind.ts';
import {
  findUnknownEssential,
  isRoleScheme,
  isTrickMode,
  pickDescriptors,
  readAccessibility,
  readDescriptors,
  SET_SWITCHING,
} from './descriptors.ts';
import type { Descriptors } from './descriptors.ts';
import type { MpdNotes } from './mpd-notes.ts';
import { parseRepresentation, readInherited, readMimeType } from './representation.ts';
import type { SetContext } from './representation.ts';
import { resolveBaseUrls } from './resolve-urls.ts';
import { findChild, findChildren } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** What an AdaptationSet inherits, and what it shares with others. */
export interface PeriodContext extends Omit<SetContext, 'set' | 'setDescriptors' | 'isMuxed' | 'claimId'> {
  /** Before ids where several periods may use the same ones; else empty. */
  readonly idPrefix: string;
  claimTrackId(wanted: string): string;
  claimRenditionId(wanted: string): string;
  /** The key that tracks of other periods continue this one under. @see ISO/IEC 23009-1 §5.3.2.4 */
  continuityKeyOf(set: XmlElement, kind: TrackKind): string | null;
}

/** The tracks of one AdaptationSet: none where it cannot be used, two where video and audio are muxed. */
export interface SetTracks {
  readonly tracks: readonly Track[];
  /** `AdaptationSet@id`; null: none. */
  readonly id: string | null;
  /** Ids of sets that may be switched to as if they were one. */
  readonly switchableIds: readonly string[];
}

/** @see ISO/IEC 23009-1 §5.3.3 */
export function parseAdaptationSet(set: XmlElement, position: number, period: PeriodContext): SetTracks {
  const id = set.attributes['id'] ?? null;
  const setDescriptors = readDescriptors(set);
  const properties = pickDescriptors([setDescriptors], 'EssentialProperty', 'SupplementalProperty');
  const components = findChildren(set, 'ContentComponent').map(
    ({ attributes }) => attributes['contentType'] ?? '',
  );
  const isMuxed = components.includes('video') && components.includes('audio');
  const representations = findChildren(set, 'Representation');
  const kind = readSetKind(set, representations[0], isMuxed ? 'video' : (components[0] ?? ''));
  const isUsable = kind !== null && !hasObstacle(setDescriptors, period.notes) && !isTrickMode(properties);
  if (!kind) period.notes.warn(`AdaptationSet ${id ?? position} is empty or of no known kind`);
  if (!isUsable) return { tracks: [], id, switchableIds: [] };

  const wantedId = period.idPrefix + (id ?? `${kind}-${position}`);
  const context: SetContext = {
    ...period,
    set,
    setDescriptors,
    isMuxed,
    levels: [readAddressingLevel(set), ...period.levels],
    bases: resolveBaseUrls(set, period.bases),
    claimId: (wanted) => period.claimRenditionId(wanted === '' ? `${wantedId}-r` : period.idPrefix + wanted),
  };
  const renditions = representations
    .flatMap((representation) => parseRepresentation(representation, context) ?? [])
    .sort((a, b) => a.bandwidthBps - b.bandwidthBps);
  const switching = properties.filter(({ scheme }) => scheme === SET_SWITCHING);
  return {
    tracks:
      renditions.length > 0 ? createTracks(set, setDescriptors, kind, wantedId, renditions, period) : [],
    id,
    switchableIds: switching.flatMap(({ value }) => value.split(/[\s,]+/)).filter((other) => other !== ''),
  };
}

function hasObstacle(set: Descriptors, notes: MpdNotes): boolean {
  const essential = findUnknownEssential(set);
  if (essential !== null) notes.drop(essential);
  return essential !== null;
}

/** As its first Representation tells, for they must agree. */
function readSetKind(set: XmlElement, first: XmlElement | undefined, contentType: string): TrackKind | null {
  if (!first) return null;
  return readKind(
    set.attributes['contentType'] ?? contentType,
    readMimeType(first, set),
    readInherited('codecs', first, set),
  );
}

/** The track, and where its renditions are muxed, the audio inside of them as a track without any. */
function createTracks(
  set: XmlElement,
  descriptors: Descriptors,
  kind: TrackKind,
  wantedId: string,
  renditions: readonly Rendition[],
  period: PeriodContext,
): readonly Track[] {
  const track: Track = {
    ...describe(set, descriptors, kind),
    id: period.claimTrackId(wantedId),
    kind,
    isMuxed: false,
    renditions,
    continuityKey: period.continuityKeyOf(set, kind),
  };
  if (!renditions.some(({ isMuxed }) => isMuxed)) return [track];
  const audio: Track = {
    ...describe(set, descriptors, 'audio'),
    id: period.claimTrackId(`${wantedId}-audio`),
    kind: 'audio',
    isMuxed: true,
    renditions: [],
    continuityKey: track.continuityKey && `${track.continuityKey}-audio`,
  };
  return [track, audio];
}

/** What a listener or reader chooses by. */
function describe(
  set: XmlElement,
  descriptors: Descriptors,
  kind: TrackKind,
): Omit<Track, 'id' | 'kind' | 'isMuxed' | 'renditions' | 'continuityKey'> {
  const components = findChildren(set, 'ContentComponent');
  const roles = pickDescriptors([descriptors, ...components.map(readDescriptors)], 'Role')
    .filter(({ scheme }) => isRoleScheme(scheme))
    .map(({ value }) => value);
  const { lang = components.map(({ attributes }) => attributes['lang']).find(Boolean), label = '' } =
    set.attributes;
  return {
    language: lang?.trim() || null,
    label: findChild(set, 'Label')?.text.trim() || label.trim() || null,
    roles: [...new Set(roles)],
    accessibility: readAccessibility(descriptors),
    isDefault: roles.includes('main'),
    isAutoSelectable: true,
    isForced: kind === 'text' && roles.some((role) => /^forced[-_]subtitle$/.test(role)),
    channelCount:
      kind === 'audio'
        ? readChannelCount([...findChildren(set, 'Representation').map(readDescriptors), descriptors])
        : null,
  };
}
