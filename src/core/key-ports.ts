import type { ListenTarget } from './scope.ts';

/** What may become of a key. @see https://www.w3.org/TR/encrypted-media-2/#dom-mediakeystatus */
export type KeyStatus =
  | 'usable'
  | 'expired'
  | 'released'
  | 'output-restricted'
  | 'output-downscaled'
  | 'usable-in-future'
  | 'status-pending'
  | 'internal-error';

/** What is asked of a key system. @see https://www.w3.org/TR/encrypted-media-2/#dictdef-mediakeysystemconfiguration */
export interface KeySystemConfiguration {
  initDataTypes: string[];
  audioCapabilities: KeyCapability[];
  videoCapabilities: KeyCapability[];
  sessionTypes: string[];
}

export interface KeyCapability {
  contentType: string;
  robustness: string;
  encryptionScheme: string | null;
}

/** What is used of Encrypted Media Extensions: the browser's own objects satisfy these. */
export interface KeyAccessPort {
  readonly keySystem: string;
  getConfiguration(): {
    readonly audioCapabilities?: readonly Partial<KeyCapability>[];
    readonly videoCapabilities?: readonly Partial<KeyCapability>[];
  };
  createMediaKeys(): Promise<MediaKeysPort>;
}

export interface MediaKeysPort {
  createSession(): KeySessionPort;
}

/** Its `message` events are `KeyMessage`s. */
export interface KeySessionPort extends ListenTarget {
  /** With why, where the browser says so: `internal-error`, `hardware-context-reset`, … Older ones have it not. */
  readonly closed?: Promise<unknown>;
  /** Older browsers give the two the other way round, or have none. */
  readonly keyStatuses?: {
    forEach(tell: (status: KeyStatus, keyId: ArrayBuffer | ArrayBufferView<ArrayBuffer>) => void): void;
  };
  generateRequest(initDataType: string, initData: Uint8Array<ArrayBuffer>): Promise<void>;
  update(response: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}

/** @see https://www.w3.org/TR/encrypted-media-2/#mediakeymessageevent */
export interface KeyMessage extends Event {
  readonly messageType: string;
  readonly message: ArrayBuffer;
}

/** Rejects where the browser has no such key system, or none that can do any of it. */
export type RequestKeyAccess = (
  keySystem: string,
  configurations: KeySystemConfiguration[],
) => Promise<KeyAccessPort>;

/** Port to the platform's Encrypted Media Extensions, and to the element that they are for. */
export interface KeyPlatform {
  /** Null where the page has none: only secure contexts do. */
  readonly requestAccess: RequestKeyAccess | null;
  /** Fires `encrypted` and `waitingforkey`. */
  readonly element: KeyedElement & ListenTarget & { readonly readyState: number };
}

/** What holds keys: the media element. @see https://www.w3.org/TR/encrypted-media-2/#htmlmediaelement-extensions */
export interface KeyedElement<Keys = MediaKeysPort> {
  readonly mediaKeys: Keys | null;
  setMediaKeys(keys: Keys | null): Promise<void>;
}
