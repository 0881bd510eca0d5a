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
import type { Presentation } from '../../model/presentation.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { RequestResource } from '../../model/resource.ts';
import type { Track, TrackKind } from '../../model/track.ts';
import { sinkTypes } from './mime-types.ts';
import type { Title } from './title.ts';

export interface OpenKeysPorts {
  readonly request: RequestResource;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Asks for the keys of what a title plays here. */
export type AskForKeys = (title: Pick<Title, 'url' | 'periods'>, ports: OpenKeysPorts) => TitleKeys;

/**
 * How to ask for the keys of a title that is locked; null where there is nobody to ask.
 * @throws PlayerError `config-invalid`
 */
export function planKeys(
  { periods }: Presentation,
  drm: DrmConfig,
  { requestAccess, element }: KeyPlatform,
): AskForKeys | null {
  const offers = offersFor(protectionsOf(lockedIn(periods)), drm);
  if (offers.length === 0 || !requestAccess) return null;
  return (title, { request, clock, log }) => {
    const locked = lockedIn(title.periods);
    const { url } = title;
    return new TitleKeys({ url, protections: protectionsOf(locked), media: mediaOf(locked) }, offers, {
      ...{ requestAccess, element, request, clock, log },
    });
  };
}

interface LockedRendition {
  readonly kind: TrackKind;
  readonly rendition: Rendition;
}

function lockedIn(periods: readonly { readonly tracks: readonly Track[] }[]): readonly LockedRendition[] {
  return periods
    .flatMap(({ tracks }) => tracks)
    .flatMap(({ kind, renditions }) => renditions.map((rendition) => ({ kind, rendition })))
    .filter(({ rendition }) => rendition.protection.length > 0);
}

function protectionsOf(locked: readonly LockedRendition[]): readonly ContentProtection[] {
  return locked.flatMap(({ rendition }) => rendition.protection);
}

/** Each kind of media once. */
function mediaOf(locked: readonly LockedRendition[]): readonly LockedMedia[] {
  const media = new Map<string, LockedMedia>();
  for (const { kind, rendition } of locked) {
    if (kind !== 'video' && kind !== 'audio') continue;
    const scheme = rendition.protection.find((one) => one.encryptionScheme)?.encryptionScheme ?? null;
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
  const keys = context.preparedKeys ?? ask(title, context);
  host.scope.onDispose(() => {
    keys.dispose();
  });
  keys.putOn(context.request, {
    freeElement: () => host.freeElement(),
    isFed: () => host.isFed(),
    onFailed: (error) => {
      host.onFailed(asPlayerError(error, 'playback'));
    },
    onRefused: (keyIds, error) => {
      try {
        // What has been fetched of it may be buffered, and cannot be shown either.
        if (leaveOut(title, keyIds, title.periodAt(host.positionSec()))) host.freeElement()();
      } catch (nothingLeft) {
        host.onFailed(asPlayerError(error ?? nothingLeft, 'playback'));
      }
    },
  });
  return keys;
}

/**
 * Leaves out what these keys open, and chooses another track where nothing is left of one. Gives whether what has been fetched is affected.
 * @throws PlayerError `drm-failed` where nothing is left of a kind of media in the period that plays
 */
function leaveOut(title: Title, keyIds: ReadonlySet<string>, playing: number): boolean {
  let isAffected = false;
  for (const [index, { tracks }] of title.periods.entries())
    for (const kind of ['video', 'audio'] as const) {
      const all = tracks.filter((track) => track.kind === kind && track.renditions.length > 0);
      const locked = lockedIn([{ tracks: all }]).filter(({ rendition: { protection } }) =>
        protection.some(({ keyId }) => keyId !== null && keyIds.has(keyId)),
      );
      for (const { rendition } of locked) {
        title.undecodable.add(rendition.id);
        isAffected ||= title.fetched.has(rendition.id);
      }
      const isLeft = ({ renditions }: Track): boolean =>
        renditions.some(({ id }) => !title.undecodable.has(id));
      const active = title.trackAt(kind, index);
      if (locked.length === 0 || !active || active.isMuxed || isLeft(active)) continue;
      const other =
        all.find((track) => track.language === active.language && isLeft(track)) ?? all.find(isLeft);
      if (other) title.selectTrack(other.id, index);
      else if (index === playing)
        throw keysFailed(title, new Error(`no ${kind} is left whose keys may be used here, now`));
    }
  return isAffected;
}
