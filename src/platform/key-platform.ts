import { findKeyAccess } from './find-key-access.ts';

/** WebKit's Encrypted Media Extensions of before the standard, as far as they are used. */
interface WebKitKeySession extends EventTarget {
  readonly error: { readonly code: number; readonly systemCode: number } | null;
  update(licence: Uint8Array<ArrayBuffer>): void;
  close(): void;
}
interface WebKitKeys {
  createSession(mimeType: string, initData: Uint8Array<ArrayBuffer>): WebKitKeySession | null;
}

export interface KeyPlatform {
  readonly requestAccess: Navigator['requestMediaKeySystemAccess'] | null;
  readonly createWebKitKeys: ((keySystem: string) => WebKitKeys) | null;
}

/** The browser's decryption, the standard's way and WebKit's older one; each null where the page has it not. */
export function createKeyPlatform(): KeyPlatform {
  const { WebKitMediaKeys: Keys } = globalThis as {
    WebKitMediaKeys?: new (keySystem: string) => WebKitKeys;
  };
  return {
    requestAccess: findKeyAccess(),
    createWebKitKeys: Keys ? (keySystem) => new Keys(keySystem) : null,
  };
}
