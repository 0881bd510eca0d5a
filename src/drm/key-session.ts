import type { KeyMessage, KeySessionPort, KeyStatus, MediaKeysPort } from '../core/key-ports.ts';
import type { Scope } from '../core/scope.ts';
import { hexOf, type InitData } from './init-data.ts';

export interface KeySessionHost {
  fetchLicence(message: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>>;
  onStatuses(): void;
  /** The browser has closed it: its keys are gone. */
  onLost(reason: unknown): void;
  /** Its keys are as good as they were. */
  onRenewalFailed(cause: unknown): void;
  onCloseFailed(cause: unknown): void;
}

/** A key system that says nothing for so long will not: some never do. Twice what it may take to open one. */
const ANSWER_MS = 10_000;
/** Some say nothing of their keys: a licence is taken for good after so long (as Shaka Player does). */
const SILENT_MS = 5000;

/** One exchange with a licence server: from what the media is locked with to its keys, until the scope ends. */
export class KeySession {
  readonly initData: InitData;
  /** Resolves when the keys of the first licence are here. Rejects with what kept them from coming. */
  readonly whenLicensed: Promise<void>;
  readonly #host: KeySessionHost;
  readonly #scope: Scope;
  #session: KeySessionPort | null = null;
  #resolve!: () => void;
  #reject!: (cause: unknown) => void;
  #isLicensed = false;
  #isClosed = false;
  #forgetTimer: () => void = () => undefined;
  #messages = 0;

  constructor(keys: MediaKeysPort, initData: InitData, host: KeySessionHost, scope: Scope) {
    this.initData = initData;
    this.#host = host;
    this.#scope = scope;
    this.whenLicensed = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.whenLicensed.catch(() => undefined); // met by whoever waits
    try {
      this.#begin(keys.createSession());
    } catch (cause) {
      this.#reject(cause);
    }
  }

  /** Whether its licence is still to come. */
  get isAwaited(): boolean {
    return !this.#isLicensed;
  }

  /** Of each key, by its id in hexadecimal digits. */
  get statuses(): ReadonlyMap<string, KeyStatus> {
    const statuses = new Map<string, KeyStatus>();
    this.#session?.keyStatuses?.forEach((...told) => {
      const status = told.find((one): one is KeyStatus => typeof one === 'string');
      const keyId = told.find((one) => typeof one !== 'string');
      if (status && keyId) statuses.set(hexOf(bytesOf(keyId)), status);
    });
    return statuses;
  }

  #begin(session: KeySessionPort): void {
    const scope = this.#scope;
    const host = this.#host;
    this.#session = session;
    scope.listen(session, 'message', (event) => void this.#answer(session, event as KeyMessage));
    scope.listen(session, 'keystatuseschange', () => {
      if (this.statuses.size > 0) this.#note();
      host.onStatuses();
    });
    const { type, bytes } = this.initData;
    this.#expect('question');
    const begun = session.generateRequest(type, bytes);
    begun.catch(this.#reject);
    const close = (): void => {
      session.close().catch((cause: unknown) => {
        host.onCloseFailed(cause);
      });
    };
    scope.onDispose(() => {
      this.#isClosed = true;
      this.#reject(scope.signal.reason);
      begun.then(close, () => undefined); // one whose beginning is still under way cannot be closed; one that never began need not be
    });
    void session.closed?.then((reason) => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      if (this.#isLicensed || reason === 'internal-error') host.onLost(reason);
      this.#reject(new Error(`the browser has closed the session: ${String(reason)}`));
    });
  }

  async #answer(session: KeySessionPort, { message }: KeyMessage): Promise<void> {
    this.#messages += 1;
    const place = this.#messages;
    try {
      this.#forgetTimer();
      const licence = await this.#host.fetchLicence(message);
      if (this.#isClosed) return;
      if (place === this.#messages) this.#expect('answer to the licence');
      await session.update(licence);
      // What is no licence (a server's certificate, an individualization) brings no keys, but another question.
      if (this.statuses.size > 0) this.#note();
      else if (!this.#isLicensed && place === this.#messages) this.#after(SILENT_MS, () => this.#note());
    } catch (cause) {
      if (this.#isClosed) return;
      if (this.#isLicensed) this.#host.onRenewalFailed(cause);
      else this.#reject(cause);
    }
  }

  /** Its keys are here. */
  #note(): void {
    this.#forgetTimer();
    if (this.#isLicensed) return;
    this.#isLicensed = true;
    this.#resolve();
    this.#host.onStatuses();
  }

  #expect(what: string): void {
    if (this.#isLicensed) return;
    this.#after(ANSWER_MS, () => {
      this.#reject(new Error(`the key system gave no ${what} within ${ANSWER_MS} ms`));
    });
  }

  #after(ms: number, run: () => void): void {
    this.#forgetTimer();
    this.#forgetTimer = this.#scope.timer(run, ms);
  }
}

function bytesOf(keyId: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Uint8Array {
  return ArrayBuffer.isView(keyId)
    ? new Uint8Array(keyId.buffer, keyId.byteOffset, keyId.byteLength)
    : new Uint8Array(keyId);
}
