/**
 * The browser's key systems; null where the page has none: only secure contexts do.
 * @see https://www.w3.org/TR/encrypted-media-2/#navigator-extension-requestmediakeysystemaccess
 */
export function findKeyAccess(): Navigator['requestMediaKeySystemAccess'] | null {
  // Asked for when it is needed: apps and tests may have put their own in its place by then.
  return 'requestMediaKeySystemAccess' in navigator
    ? (keySystem, configurations) => navigator.requestMediaKeySystemAccess(keySystem, configurations)
    : null;
}
