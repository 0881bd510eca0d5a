/** Where protected media gets its keys from. */
export interface DrmConfig {
  /**
   * Licence server URL by key system, as EME names it: `com.widevine.alpha`, `com.microsoft.playready`,
   * `com.apple.fps` (and the address of its certificate, where the server wants one, as `com.apple.fps.certificate`).
   * Default null: none.
   * @see https://www.w3.org/TR/encrypted-media-2/#key-system
   */
  readonly servers: Readonly<Record<string, string>> | null;
  /**
   * Keys in the clear, by key id, both as 32 hexadecimal digits: for tests and for content that needs no secrecy.
   * Default null: none.
   * @see https://www.w3.org/TR/encrypted-media-2/#clear-key
   */
  readonly clearKeys: Readonly<Record<string, string>> | null;
}

export const DEFAULT_DRM_CONFIG: DrmConfig = { servers: null, clearKeys: null };

/** Whether an app has set up any of it. */
export function hasDrm({ servers, clearKeys }: DrmConfig): boolean {
  return Object.keys({ ...servers, ...clearKeys }).length > 0;
}
