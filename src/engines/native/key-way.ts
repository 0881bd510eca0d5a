import type { Logger } from '../../core/logger.ts';
import type { Scope } from '../../core/scope.ts';
import type { LicenceServer } from './licence-server.ts';
import type { NativeElementPort } from './native-element.ts';

/** One way to answer the element when it needs a key. */
export interface KeyWay {
  /** The event of this way; the element may fire the other's too. */
  readonly event: 'encrypted' | 'webkitneedkey';
  answer(initDataType: string, initData: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** What each way needs. */
export interface KeyWayPorts {
  readonly element: NativeElementPort;
  readonly server: LicenceServer;
  readonly scope: Scope;
  readonly log: Logger;
  readonly fail: (cause: unknown) => void;
}
