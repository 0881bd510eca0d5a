import type { Clock } from '../../core/clock.ts';
import { asPlayerError, stripUrl, type PlayerError } from '../../core/errors.ts';
import type { KeyPlatform } from '../../core/key-ports.ts';
import type { Logger } from '../../core/logger.ts';
import type { Scope } from '../../core/scope.ts';
import { keysFailed } from '../../drm/errors.ts';
import { offersFor } from '../../drm/key-offer.ts';
import type { LockedMedia } from '../../drm/locked-title.ts';
import { TitleKeys } from '../../drm/title-keys.ts';
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

/** Asks for the keys of a title. */
export type AskForKeys = (ports: OpenKeysPorts) => TitleKeys;

/**
 * How to ask for the keys of a title that is locked; null where there is nobody to ask, or its lock is not one that this engine
 * opens: HLS tells of locks in its media playlists, too late for that.
 */
export function planKeys(
  { protocol, isLive, url, periods }: Presentation,
  drm: DrmConfig,
  { requestAccess, element }: KeyPlatform,
): AskForKeys | null {
  if (protocol !== 'dash' || isLive || !requestAccess) return null;
  const locked = periods.flatMap(({ tracks }) => tracks).flatMap(lockedIn);
  const protections = locked.flatMap(({ rendition }) => rendition.protection);
  const offers = offersFor(protections, drm);
  if (offers.length === 0) return null;
  const title = { url: stripUrl(url), protections, media: mediaOf(locked) };
  return ({ request, clock, log }) =>
    new TitleKeys(title, offers, { requestAccess, element, request, clock, log });
}

interface LockedRendition {
  readonly kind: TrackKind;
  readonly rendition: Rendition;
}

function lockedIn({ kind, renditions }: Track): readonly LockedRendition[] {
  return renditions
    .filter(({ protection }) => protection.length > 0)
    .map((rendition) => ({ kind, rendition }));
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
  /** Takes the source off the element; gives what puts it on again, at the same position. */
  freeElement(): () => void;
  /** Whether there is media at the playhead. */
  isFed(): boolean;
  onFailed(error: PlayerError): void;
}

type KeysContext = OpenKeysPorts & { readonly preparedKeys?: TitleKeys | null };

/** Asks for the keys of a title, unless that has been done before, and puts them on the element. */
export function openKeys(title: Title, ask: AskForKeys, context: KeysContext, host: KeysHost): TitleKeys {
  const keys = context.preparedKeys ?? ask(context);
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
        // What is buffered of it cannot be shown either.
        if (leaveOut(title, keyIds)) host.freeElement()();
      } catch (nothingLeft) {
        host.onFailed(asPlayerError(error ?? nothingLeft, 'playback'));
      }
    },
  });
  return keys;
}

/**
 * Leaves out what these keys open, and chooses another track where nothing is left of one; false: they open nothing.
 * @throws PlayerError `drm-failed` where nothing is left of a kind of media
 */
function leaveOut(title: Title, keyIds: ReadonlySet<string>): boolean {
  let isAny = false;
  for (const [index, { tracks }] of title.periods.entries())
    for (const kind of ['video', 'audio'] as const) {
      const all = tracks.filter((track) => track.kind === kind && track.renditions.length > 0);
      const locked = all
        .flatMap(({ renditions }) => renditions)
        .filter(({ protection }) => protection.some(({ keyId }) => keyId !== null && keyIds.has(keyId)));
      for (const { id } of locked) title.undecodable.add(id);
      if (locked.length === 0) continue;
      isAny = true;
      const isLeft = ({ renditions }: Track): boolean =>
        renditions.some(({ id }) => !title.undecodable.has(id));
      const active = title.trackAt(kind, index);
      if (!active || active.isMuxed || isLeft(active)) continue;
      const other =
        all.find((track) => track.language === active.language && isLeft(track)) ?? all.find(isLeft);
      if (!other) throw keysFailed(title, new Error(`no ${kind} is left whose keys may be used here, now`));
      title.selectTrack(other.id, index);
    }
  return isAny;
}
