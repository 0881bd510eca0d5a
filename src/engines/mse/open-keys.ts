import type { Clock } from '../../core/clock.ts';
import { asPlayerError, type PlayerError } from '../../core/errors.ts';
import type { KeyPlatform } from '../../core/key-ports.ts';
import type { Logger } from '../../core/logger.ts';
import type { Scope } from '../../core/scope.ts';
import { keysFailed } from '../../drm/errors.ts';
import { offersFor } from '../../drm/key-offer.ts';
import type { LockedMedia } from '../../drm/locked-title.ts';
import { TitleKeys } from '../../drm/title-keys.ts';
import type { ContentProtection } from '../../model/content-protection.ts';
import type { DrmConfig } from '../../model/drm-config.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { RequestResource } from '../../model/resource.ts';
import type { Track, TrackKind } from '../../model/track.ts';
import type { SinkKind } from './buffer-sink.ts';
import { sinkTypes } from './mime-types.ts';
import type { Title } from './title.ts';

export interface OpenKeysPorts {
  readonly request: RequestResource;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What is to be known of a title for it. */
type AskedTitle = Pick<Title, 'url' | 'periods' | 'protectionOf'>;

/** Asks for the keys of what a title plays here. */
export type AskForKeys = (title: AskedTitle, ports: OpenKeysPorts) => TitleKeys;

/**
 * How to ask for the keys of a title that is locked in these ways; null where there is nobody to ask.
 * @throws PlayerError `config-invalid`
 */
export function planKeys(
  protections: readonly ContentProtection[],
  drm: DrmConfig,
  { requestAccess, element }: KeyPlatform,
): AskForKeys | null {
  const offers = offersFor(protections, drm);
  if (offers.length === 0 || !requestAccess) return null;
  return (title, { request, clock, log }) => {
    const { url } = title;
    return new TitleKeys({ url, protections: locksOf(title), media: mediaOf(title) }, offers, {
      ...{ requestAccess, element, request, clock, log },
    });
  };
}

interface KindOfRendition {
  readonly kind: TrackKind;
  readonly rendition: Rendition;
}

interface LockedRendition extends KindOfRendition {
  readonly protection: readonly ContentProtection[];
}

type WithTracks = readonly { readonly tracks: readonly Track[] }[];

function renditionsIn(periods: WithTracks): readonly KindOfRendition[] {
  return periods
    .flatMap(({ tracks }) => tracks)
    .flatMap(({ kind, renditions }) => renditions.map((rendition) => ({ kind, rendition })));
}

function lockedIn(title: Pick<Title, 'protectionOf'>, periods: WithTracks): readonly LockedRendition[] {
  return renditionsIn(periods)
    .map((one) => ({ ...one, protection: title.protectionOf(one.rendition) ?? [] }))
    .filter(({ protection }) => protection.length > 0);
}

/** All that is known of them. */
function locksOf(title: Pick<Title, 'periods' | 'protectionOf'>): readonly ContentProtection[] {
  return lockedIn(title, title.periods).flatMap(({ protection }) => protection);
}

/** Each kind of media once. What one playlist of HLS tells is taken to go for those that have not been read. */
function mediaOf(title: AskedTitle): readonly LockedMedia[] {
  const { periods } = title;
  const locked = lockedIn(title, periods);
  const media = new Map<string, LockedMedia>();
  const unread = renditionsIn(periods).filter(({ rendition }) => title.protectionOf(rendition) === null);
  const others = unread.map((one) => ({ ...one, protection: locked[0]?.protection ?? [] }));
  for (const { kind, rendition, protection } of [...locked, ...others]) {
    if (kind !== 'video' && kind !== 'audio') continue;
    const scheme = protection.find((one) => one.encryptionScheme)?.encryptionScheme ?? null;
    const mimeType = sinkTypes(rendition, kind)?.[kind];
    if (mimeType) media.set(`${mimeType} ${scheme ?? ''}`, { kind, mimeType, scheme });
  }
  return [...media.values()];
}

/** The engine that a title's keys are for. */
export interface KeysHost {
  readonly scope: Scope;
  positionSec(): number;
  /** Takes the source off the element; gives what puts it on again, at the same position. */
  freeElement(): () => void;
  /** Whether there is media at the playhead. */
  isFed(): boolean;
  onFailed(error: PlayerError): void;
}

type KeysContext = OpenKeysPorts & { readonly preparedKeys?: TitleKeys | null };

/** Asks for the keys of a title, unless that has been done before, and puts them on the element. */
export function openKeys(title: Title, ask: AskForKeys, context: KeysContext, host: KeysHost): TitleKeys {
  const { preparedKeys } = context;
  const keys = preparedKeys ?? ask(title, context);
  preparedKeys?.learn(locksOf(title)); // what was asked for beforehand may have been something else
  host.scope.onDispose(() => {
    keys.dispose();
  });
  keys.putOn(context.request, {
    freeElement: () => host.freeElement(),
    isFed: () => host.isFed(),
    onFailed: (error) => {
      host.onFailed(asPlayerError(error, 'playback'));
    },
    onRefused: (isOf, error) => {
      try {
        // What has been fetched of it may be buffered, and cannot be shown either.
        if (leaveOut(title, isOf, title.periodAt(host.positionSec()))) host.freeElement()();
      } catch (nothingLeft) {
        host.onFailed(asPlayerError(error ?? nothingLeft, 'playback'));
      }
    },
  });
  return keys;
}

/**
 * Leaves out what is locked in these ways, and chooses another track where nothing is left of one. Gives whether what has been fetched is affected.
 * @throws PlayerError `drm-failed` where nothing is left of a kind of media in the period that plays
 */
function leaveOut(title: Title, isOf: (protection: ContentProtection) => boolean, playing: number): boolean {
  let isAffected = false;
  for (const [index, period] of title.periods.entries())
    for (const kind of ['video', 'audio'] as const) {
      const tracks = period.tracks.filter((track) => track.kind === kind && track.renditions.length > 0);
      const locked = lockedIn(title, [{ tracks }]).filter(
        ({ rendition, protection }) => !title.undecodable.has(rendition.id) && protection.some(isOf),
      );
      for (const { rendition } of locked) {
        title.undecodable.add(rendition.id);
        isAffected ||= title.fetched.has(rendition.id);
      }
      const hasChosen = locked.length > 0 ? chooseLeft(title, kind, tracks, index) : false;
      if (index !== playing || hasChosen === false) continue;
      if (hasChosen === null)
        throw keysFailed(title, new Error(`no ${kind} is left whose keys may be used here, now`));
      title.showPeriod(index);
    }
  return isAffected;
}

/** Chooses another track of a period where nothing is left of the active one. Gives whether it had to; null: there is none. */
function chooseLeft(title: Title, kind: SinkKind, tracks: readonly Track[], index: number): boolean | null {
  const active = title.trackAt(kind, index);
  const isLeft = ({ renditions }: Track): boolean => renditions.some(({ id }) => !title.undecodable.has(id));
  if (!active || active.isMuxed || isLeft(active)) return false;
  const left = tracks.filter(isLeft);
  const other = left.find(({ language }) => language === active.language) ?? left[0];
  if (!other) return null;
  title.selectTrack(other.id, index);
  return true;
}
