import type { ListenTarget } from '../../core/scope.ts';

/** What is used of a MediaKeySession. @see https://www.w3.org/TR/encrypted-media-2/#mediakeysession-interface */
export interface KeySessionPort extends ListenTarget {
  readonly keyStatuses: { forEach(look: (status: string) => void): void };
  generateRequest(initDataType: string, initData: Uint8Array<ArrayBuffer>): Promise<void>;
  update(licence: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<unknown>;
}

/** What is used of MediaKeys. */
export interface MediaKeysPort {
  setServerCertificate(certificate: Uint8Array<ArrayBuffer>): Promise<boolean>;
  createSession(): KeySessionPort;
}

/** A session of WebKit's older way: fires `webkitkeymessage`, `webkitkeyadded` and `webkitkeyerror`. */
export interface WebKitKeySessionPort extends ListenTarget {
  readonly error: { readonly code: number; readonly systemCode: number } | null;
  update(licence: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** WebKitMediaKeys. */
export interface WebKitKeysPort {
  /** Null where the media cannot be decrypted so. */
  createSession(mimeType: string, initData: Uint8Array<ArrayBuffer>): WebKitKeySessionPort | null;
}

/** Port to the browser's decryption; each way is null where the browser has it not. */
export interface KeyPlatformPort {
  /** The standard's way. */
  readonly requestAccess:
    | ((
        keySystem: string,
        configurations: MediaKeySystemConfiguration[],
      ) => Promise<{ createMediaKeys(): Promise<MediaKeysPort> }>)
    | null;
  /** WebKit's way before the standard. @throws DOMException for a key system that it has not */
  readonly createWebKitKeys: ((keySystem: string) => WebKitKeysPort) | null;
}
