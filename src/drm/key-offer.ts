import { PlayerError } from '../core/errors.ts';
import type { ContentProtection } from '../model/content-protection.ts';
import type { DrmConfig } from '../model/drm-config.ts';
import { CLEAR_KEY, keySystemOf, type KeySystem } from './key-system.ts';

/** A key system in which keys for the title may be had, and from whom. */
export interface KeyOffer {
  readonly system: KeySystem;
  readonly from:
    | { readonly serverUrl: string }
    /** By key id, both 32 lower-case hex digits. */
    | { readonly keys: Readonly<Record<string, string>> };
}

/** Names the scheme of the media, whatever the key systems. @see ISO/IEC 23001-7 §11.2 */
const ANY_SYSTEM = 'urn:mpeg:dash:mp4protection:2011';
/** Whoever plays it may fetch its keys, from where its playlist says. @see RFC 8216bis §4.4.4.4 */
const PLAIN = 'identity';
const HEX_KEY = /^[\da-f]{32}$/i;

/**
 * Where keys for a title may be had, best first: those that the app holds itself; licence servers in the app's order; servers that the
 * manifest names. Empty where there are none.
 * @throws PlayerError `config-invalid`
 */
export function offersFor(protections: readonly ContentProtection[], drm: DrmConfig): readonly KeyOffer[] {
  const isPlain = protections.length > 0 && protections.every(({ schemeIdUri }) => schemeIdUri === PLAIN);
  if (isPlain) return [];
  const keys = entriesOf(
    drm.clearKeys,
    'config.drm.clearKeys',
    'keys by key id, both 32 hexadecimal digits',
    (id, key) => HEX_KEY.test(id) && HEX_KEY.test(key),
  );
  const servers = entriesOf(
    drm.servers,
    'config.drm.servers',
    'licence server URLs by key system',
    (name, url) => name !== '' && url !== '',
  );
  const own = keys.map(([id, key]) => [id.toLowerCase(), key.toLowerCase()] as const);
  const offers: KeyOffer[] =
    own.length > 0 ? [{ system: CLEAR_KEY, from: { keys: Object.fromEntries(own) } }] : [];
  for (const [name, serverUrl] of servers) {
    const system = keySystemOf(name);
    if (system && isDeclared(system, protections)) offers.push({ system, from: { serverUrl } });
  }
  return [...offers, ...offersIn(protections, offers)];
}

/** A licence server that a manifest names counts where the app names none for its system. */
function offersIn(
  protections: readonly ContentProtection[],
  others: readonly KeyOffer[],
): readonly KeyOffer[] {
  return ['com.widevine.alpha', 'com.microsoft.playready', 'org.w3.clearkey'].flatMap((name) => {
    const system = keySystemOf(name);
    const named = protections.find(
      (one) => system && isOf(system, one) && one.licenceUrl?.startsWith('http'),
    );
    if (!system || !named?.licenceUrl || others.some((offer) => isAlike(offer.system, system))) return [];
    return [{ system, from: { serverUrl: named.licenceUrl } }];
  });
}

/** A manifest need not name the key systems; those that it names are all that it has keys for, but for keys by their ids alone. */
function isDeclared(system: KeySystem, protections: readonly ContentProtection[]): boolean {
  const named = protections.filter(({ schemeIdUri }) => schemeIdUri !== ANY_SYSTEM);
  return system === CLEAR_KEY || named.length === 0 || named.some((one) => isOf(system, one));
}

function isOf({ systemIds, schemeIds = systemIds }: KeySystem, { schemeIdUri }: ContentProtection): boolean {
  return schemeIds.includes(schemeIdUri.replace(/^urn:uuid:|-/g, ''));
}

function isAlike(one: KeySystem, other: KeySystem): boolean {
  return one.systemIds[0] === other.systemIds[0];
}

/** What apps in JavaScript pass may be anything. The same in words as `engine/read-drm.ts`, which other engines come with. */
function entriesOf(
  given: unknown,
  option: string,
  expected: string,
  isEntry: (name: string, value: string) => boolean,
): readonly (readonly [string, string])[] {
  if (given === null) return [];
  const entries: [string, unknown][] =
    typeof given === 'object' && !Array.isArray(given) ? Object.entries(given) : [['', null]];
  const isGood = (entry: [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string' && isEntry(entry[0], entry[1]);
  if (entries.every(isGood)) return entries;
  const message = `The option ${option} must be ${expected}.`;
  throw new PlayerError('config-invalid', message, { option, expected });
}
