/** SAMPLE-AES with KEYFORMAT identity, and segment encryption in DASH. @see RFC 8216bis §4.4.4.4, ISO/IEC 23009-4 */
const PLAIN_KEYS: readonly string[] = ['identity', 'urn:mpeg:dash:sea:2012'];

/** Whether anyone may fetch the keys of what is locked in these ways: no licence server is asked for them. */
export function arePlainKeys(systems: readonly string[]): boolean {
  return systems.length > 0 && systems.every((system) => PLAIN_KEYS.includes(system));
}
