import { PlayerError } from '../core/errors.ts';
import type { DrmConfig } from '../model/drm-config.ts';

const HEX_KEY = /^[\da-f]{32}$/i;

/** `config.drm.servers`, empty where none are set up. @throws PlayerError `config-invalid` */
export function readServers({ servers }: DrmConfig): Record<string, string> {
  const isServer = (system: string, url: string): boolean => system !== '' && url !== '';
  return readRecord(servers, 'config.drm.servers', 'licence server URLs by key system', isServer);
}

/** `config.drm.clearKeys`, empty where there are none. @throws PlayerError `config-invalid` */
export function readClearKeys({ clearKeys }: DrmConfig): Record<string, string> {
  const isKey = (id: string, key: string): boolean => HEX_KEY.test(id) && HEX_KEY.test(key);
  const expected = 'keys by key id, both 32 hexadecimal digits';
  return readRecord(clearKeys, 'config.drm.clearKeys', expected, isKey);
}

/** Key systems that licence servers or keys are set up for, as EME names them. */
export function keySystemsOf({ servers, clearKeys }: DrmConfig): readonly string[] {
  const systems = Object.keys(servers ?? {}).filter((name) => !name.endsWith('.certificate'));
  return clearKeys ? [...systems, 'org.w3.clearkey'] : systems;
}

/** What apps in JavaScript pass may be anything. */
function readRecord(
  given: unknown,
  option: string,
  expected: string,
  isEntry: (name: string, value: string) => boolean,
): Record<string, string> {
  if (given === null) return {};
  const entries: [string, unknown][] =
    typeof given === 'object' && !Array.isArray(given) ? Object.entries(given) : [['', null]];
  const isGood = (entry: [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string' && isEntry(entry[0], entry[1]);
  if (entries.every(isGood)) return Object.fromEntries(entries);
  const message = `The option ${option} must be ${expected}.`;
  throw new PlayerError('config-invalid', message, { option, expected });
}
