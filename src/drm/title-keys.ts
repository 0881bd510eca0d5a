import type { Clock } from '../core/clock.ts';
import { isPlayerError } from '../core/errors.ts';
import type { KeyAccessPort, KeyPlatform, KeyStatus } from '../core/key-ports.ts';
import type { Logger } from '../core/logger.ts';
import { Scope } from '../core/scope.ts';
import type { ContentProtection } from '../model/content-protection.ts';
import type { RequestResource } from '../model/resource.ts';
import { keysFailed, keysUnsupported } from './errors.ts';
import { fetchLicence } from './fetch-licence.ts';
import { initDataIn, initDataOf, isSame, isToOpen, type InitData } from './init-data.ts';
import { inBothOrders, judgeKeys } from './judge-keys.ts';
import type { KeyOffer } from './key-offer.ts';
import { KeyRefusals } from './key-refusals.ts';
import { KeySession, type KeySessionHost } from './key-session.ts';
import { KeyWait } from './key-wait.ts';
import type { LockedTitle } from './locked-title.ts';
import { openKeySystem } from './open-key-system.ts';
import { shareKeys, type KeysShare } from './shared-keys.ts';

export interface TitleKeysPorts extends KeyPlatform {
  readonly requestAccess: NonNullable<KeyPlatform['requestAccess']>;
  readonly request: RequestResource;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The load that the keys are for. */
export interface TitleKeysHost {
  /** What is locked in these ways is not to be seen here, now. `error`: why, where its licence was refused. */
  onRefused(isOf: (protection: ContentProtection) => boolean, error: Error | null): void;
  onFailed(error: Error): void;
  /** Takes the source off the element, which others' keys can be taken off then; gives what puts it on again. */
  freeElement(): () => void;
  /** Whether there is media to go on with at the playhead. */
  isFed(): boolean;
}

interface Opened {
  readonly offer: KeyOffer;
  readonly share: KeysShare;
}

/** An `encrypted` event. @see https://www.w3.org/TR/encrypted-media-2/#mediaencryptedevent */
type EncryptedEvent = Event & { readonly initDataType: string; readonly initData: ArrayBuffer | null };

/** Keys change together, one event for each (as long as Shaka Player waits). */
const STATUS_BATCH_MS = 500;
/** Sessions at once: devices have room for so few (the project's facts on DRM). The rest is asked for where the picture comes to it. */
const MOST_AT_ONCE = 10;
/** Keys that are lost are asked for anew, but more often than this within a minute it is no help. */
const MOST_ANEW = 4;
const MINUTE_MS = 60_000;

/**
 * The keys of one title: asks for them as soon as the manifest is read, before there is media or a place on the element; puts them on
 * the element when the title is loaded there.
 * @see https://www.w3.org/TR/encrypted-media-2/
 */
export class TitleKeys {
  /** Resolves when all licences are here that the manifest tells of. Rejects with PlayerError. */
  readonly whenLicensed: Promise<void>;
  /** Resolves when the element has them: media may be appended then. Never, where that fails. */
  readonly whenOn: Promise<void>;
  readonly #title: LockedTitle;
  readonly #ports: TitleKeysPorts;
  readonly #scope: Scope;
  readonly #opened: Promise<Opened>;
  readonly #protections: ContentProtection[];
  readonly #sessions = new Map<KeySession, Scope>();
  /** What the media tells of, while what the manifest has told of should do. */
  readonly #unasked: InitData[] = [];
  readonly #refusals: KeyRefusals;
  /** When keys were asked for anew, by what they were asked for with. */
  readonly #anewAtMs = new Map<InitData, readonly number[]>();
  #request: RequestResource;
  #resolveOn!: () => void;
  #host: TitleKeysHost | null = null;
  #failure: Error | null = null;
  #isOn = false;
  #wait: KeyWait | null = null;
  #isBatching = false;
  /** What was asked with, of what the manifest tells. */
  readonly #told: InitData[] = [];
  /** Of the keys that were asked for by what the manifest tells. */
  #askedKeyIds: readonly string[] = [];
  /** Whether a licence was refused. */
  #isIncomplete = false;

  /** Asks the browser and the licence server at once. */
  constructor(title: LockedTitle, offers: readonly KeyOffer[], ports: TitleKeysPorts) {
    this.#title = title;
    this.#protections = [...title.protections];
    this.#ports = ports;
    this.#request = ports.request;
    this.#refusals = new KeyRefusals(ports.log);
    this.#scope = new Scope(ports.clock);
    this.whenOn = new Promise((resolve) => {
      this.#resolveOn = resolve;
    });
    this.#opened = this.#open(offers);
    this.#opened.catch((error: unknown) => {
      this.#fail(error);
    });
    this.whenLicensed = this.#opened.then((opened) => this.#askTold(title.protections, opened));
    this.whenLicensed.catch(() => undefined); // the host is told
  }

  /** Whether the picture may stand for want of a key. */
  get isAwaited(): boolean {
    return !this.#isOn || this.#wait?.isStuck === true || this.#isComing;
  }

  /** Asks for what a part of the title takes beside, as it turns out when that is read. Whatever fails, the host is told. */
  learn(protections: readonly ContentProtection[]): void {
    this.#protections.push(...protections);
    this.#refusals.tellAgain(protections);
    this.#opened.then((opened) => this.#askTold(protections, opened)).catch(ignore);
  }

  /** Itself, for a load; null where something has gone wrong, and the load is to ask anew. */
  take(): this | null {
    if (!this.#failure && !this.#isIncomplete && !this.#scope.isDisposed) return this;
    this.dispose();
    return null;
  }

  /** From here on licences are asked for through `request`. Whatever fails, now or later, the host is told. */
  putOn(request: RequestResource, host: TitleKeysHost): void {
    this.#request = request;
    this.#host = host;
    if (this.#failure) {
      host.onFailed(this.#failure);
      return;
    }
    this.#refusals.tellTo((isOf, error) => {
      host.onRefused(isOf, error);
    });
    const { element, clock } = this.#ports;
    const scope = this.#scope;
    scope.listen(element, 'encrypted', (event) => void this.#onEncrypted(event as EncryptedEvent));
    this.#wait = new KeyWait(element, clock, scope, {
      isComing: () => this.#isComing,
      hasAllKeys: () => this.#hasAllKeys(),
      isFed: () => host.isFed(),
      canAsk: () => this.#unasked.length > 0,
      ask: () => {
        this.#askUnasked();
      },
      onMissing: () => {
        this.#fail(keysFailed(this.#title, new Error('no licence has a key that the media needs')));
      },
    });
    this.#putOn(host).catch((cause: unknown) => {
      this.#fail(keysUnsupported(this.#title, cause));
    });
  }

  async #putOn(host: TitleKeysHost): Promise<void> {
    const { share } = await this.#opened;
    const isOver = (): boolean => this.#scope.isDisposed;
    let resume = (): void => undefined;
    const putOn = (): Promise<void> => (isOver() ? Promise.resolve() : share.putOn());
    await putOn().catch(() => {
      // Others' keys are there, which no browser takes off while a source is at work.
      if (!isOver()) resume = host.freeElement();
      return putOn();
    });
    if (isOver()) return;
    this.#isOn = true;
    this.#resolveOn();
    resume();
  }

  /** Ends it: closes the sessions, and takes the keys off where nobody else uses them. */
  dispose(): void {
    if (this.#scope.isDisposed) return;
    this.#scope.dispose(new DOMException('The keys are not needed any more.', 'AbortError'));
    this.#opened.then(({ share }) => {
      share.release();
    }, ignore); // there is nothing to release
  }

  async #open(offers: readonly KeyOffer[]): Promise<Opened> {
    const { requestAccess, clock, element, log } = this.#ports;
    const share = (access: KeyAccessPort): Promise<KeysShare> => {
      log('debug', `keys are to come by ${access.keySystem}`);
      return shareKeys(element, access, clock);
    };
    try {
      const { media } = this.#title;
      const { offer, used } = await openKeySystem(offers, media, requestAccess, clock, share);
      return { offer, share: used };
    } catch (cause) {
      throw keysUnsupported(this.#title, cause);
    }
  }

  /** Of several licences, some may be refused: what they open is left out. */
  async #askTold(protections: readonly ContentProtection[], { offer }: Opened): Promise<void> {
    const all = initDataIn(protections, offer).filter(
      (one) => !this.#isKnown(one) && !this.#isHere(one, offer),
    );
    const told = all.slice(0, Math.max(0, MOST_AT_ONCE - this.#sessions.size));
    this.#unasked.push(...all.slice(told.length));
    this.#told.push(...told);
    this.#askedKeyIds = [...this.#askedKeyIds, ...this.#keyIdsOf(told, offer)];
    const asked = await Promise.allSettled(told.map((initData) => this.#ask(initData)));
    const failed = told.flatMap((initData, place) => {
      const one = asked[place];
      return one?.status === 'rejected' ? [{ cause: one.reason as unknown, initData }] : [];
    });
    const [first] = failed;
    if (!first || this.#scope.isDisposed) return;
    this.#isIncomplete = true;
    for (const { initData, cause } of failed) {
      const isOf = (one: ContentProtection): boolean => isToOpen(initData, one, offer);
      const error = keysFailed(this.#title, cause);
      // Who refuses one may give another; nothing else is likely to come of what has never worked.
      const isRefused = isPlayerError(cause, 'network-status') || 'keys' in offer.from;
      const mayGoOn = isRefused || this.#sessions.size > 0;
      if (mayGoOn && this.#protections.some(isOf))
        this.#refusals.add(this.#keyIdsOf([initData], offer), error, isOf);
      else this.#fail(error);
    }
    this.#noteStatuses();
    throw keysFailed(this.#title, first.cause);
  }

  /** Of what is asked for with any of these, as far as the manifest tells. */
  #keyIdsOf(asked: readonly InitData[], offer: KeyOffer): readonly string[] {
    return this.#protections
      .filter((one) => asked.some((initData) => isToOpen(initData, one, offer)))
      .flatMap(({ keyId }) => keyId ?? []);
  }

  /** Resolves with the licence. A key system that fails is tried once more; a server that refuses is not. */
  async #ask(initData: InitData): Promise<void> {
    const opened = await this.#opened;
    try {
      await this.#openSession(initData, opened);
    } catch (cause) {
      if (isPlayerError(cause) || this.#scope.isDisposed) throw cause;
      this.#ports.log('info', 'the key system has failed, and is tried once more', cause);
      await this.#openSession(initData, opened);
    }
    this.#wait?.relieve();
  }

  async #openSession(initData: InitData, { offer, share }: Opened): Promise<void> {
    this.#scope.signal.throwIfAborted();
    const scope = this.#scope.child();
    const { log } = this.#ports;
    const host: KeySessionHost = {
      fetchLicence: (message) => fetchLicence(offer, message, this.#request, scope.signal),
      onStatuses: () => {
        this.#noteStatuses();
      },
      onLost: (reason) => {
        if (reason === 'internal-error') {
          share.discard();
          this.#fail(keysFailed(this.#title, new Error('the key system has broken down')));
        } else this.#askAnew(session, 'the browser loses its keys again and again');
      },
      onRenewalFailed: (cause) => {
        log('warn', 'a licence could not be renewed; its keys are used as long as they last', cause);
      },
      onCloseFailed: (cause) => {
        log('debug', 'a key session could not be closed', cause);
      },
    };
    const session = new KeySession(share.keys, initData, host, scope);
    this.#sessions.set(session, scope);
    try {
      await session.whenLicensed;
    } catch (cause) {
      this.#end(session);
      throw cause;
    }
  }

  #end(session: KeySession): void {
    this.#sessions.get(session)?.dispose();
    this.#sessions.delete(session);
  }

  #askOrFail(initData: InitData): void {
    this.#ask(initData).catch((error: unknown) => {
      this.#fail(keysFailed(this.#title, error));
    });
  }

  /** Its keys are gone, or have run out: a new session gets new ones. */
  #askAnew(session: KeySession, words: string): void {
    this.#end(session);
    const { initData } = session;
    const nowMs = this.#ports.clock.nowMs();
    const before = this.#anewAtMs.get(initData) ?? [];
    const lately = [...before.filter((atMs) => nowMs - atMs < MINUTE_MS), nowMs];
    this.#anewAtMs.set(initData, lately);
    if (lately.length > MOST_ANEW) this.#fail(keysFailed(this.#title, new Error(words)));
    else this.#askOrFail(initData);
  }

  async #onEncrypted({ initDataType, initData }: EncryptedEvent): Promise<void> {
    const opened = await this.#opened.catch(() => null); // who has put them on is told
    const own = opened && initData && initDataOf(initDataType, new Uint8Array(initData), opened.offer.system);
    if (!own || this.#scope.isDisposed) return;
    if (this.#isKnown(own)) return;
    this.#unasked.push(own);
    // In other words the same as in the manifest, or the keys of a later part.
    if (this.#told.length > 0) this.#wait?.relieve();
    else this.#askUnasked();
  }

  /** Whether it was asked for, or will be. */
  #isKnown(initData: InitData): boolean {
    const asked = [...this.#sessions.keys()].map((session) => session.initData);
    return [...this.#told, ...asked, ...this.#unasked].some((one) => isSame(one, initData));
  }

  /** Whether another licence has brought all that it is to open, as far as the manifest tells. */
  #isHere(initData: InitData, offer: KeyOffer): boolean {
    const keyIds = this.#keyIdsOf([initData], offer);
    return keyIds.length > 0 && this.#areGood(keyIds);
  }

  #areGood(keyIds: readonly string[]): boolean {
    const good = [...judgeKeys(this.#statuses()).good].flatMap(inBothOrders);
    return keyIds.every((keyId) => good.includes(keyId));
  }

  /** Whether a licence is on its way. */
  get #isComing(): boolean {
    return [...this.#sessions.keys()].some((session) => session.isAwaited);
  }

  #askUnasked(): void {
    for (const initData of this.#unasked.splice(0, MOST_AT_ONCE)) this.#askOrFail(initData);
  }

  /** As far as the manifest tells which there are. */
  #hasAllKeys(): boolean {
    const needed = this.#allKeyIds().filter((keyId) => !this.#refusals.has(keyId));
    return needed.length > 0 && this.#areGood(needed);
  }

  #statuses(): readonly ReadonlyMap<string, KeyStatus>[] {
    return [...this.#sessions.keys()].map(({ statuses }) => statuses);
  }

  #noteStatuses(): void {
    if (this.#isBatching || this.#scope.isDisposed) return;
    this.#isBatching = true;
    this.#scope.timer(() => {
      this.#isBatching = false;
      this.#judgeStatuses();
    }, STATUS_BATCH_MS);
  }

  /** What no session has in a good state is refused, and told once; a session of which all has run out is opened anew. */
  #judgeStatuses(): void {
    for (const session of [...this.#sessions.keys()]) {
      const statuses = [...session.statuses.values()];
      if (statuses.length > 0 && statuses.every((status) => status === 'expired'))
        this.#askAnew(session, 'its licences run out at once');
    }
    this.#refusals.judge(this.#statuses(), this.#allKeyIds());
    if (this.#isComing) return;
    this.#refusals.judgeMissing(this.#statuses(), this.#askedKeyIds, (detail) =>
      keysFailed(this.#title, new Error(detail)),
    );
  }

  #allKeyIds(): readonly string[] {
    return this.#protections.flatMap(({ keyId }) => keyId ?? []);
  }

  #fail(error: unknown): void {
    if (this.#scope.isDisposed || this.#failure) return;
    this.#failure = error instanceof Error ? error : keysFailed(this.#title, error);
    this.#host?.onFailed(this.#failure);
  }
}

function ignore(): void {
  // Whoever was to have them has been told.
}
