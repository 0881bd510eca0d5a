import type { KeyStatus } from '../core/key-ports.ts';
import type { Logger } from '../core/logger.ts';
import type { ContentProtection } from '../model/content-protection.ts';
import { inBothOrders, judgeKeys } from './judge-keys.ts';

/** Tells what of a title they open; `error`: their licence was refused, or holds them not. */
export type TellRefusal = (isOf: (protection: ContentProtection) => boolean, error: Error | null) => void;

type Statuses = readonly ReadonlyMap<string, KeyStatus>[];

/** The key id that some key systems tell of all keys under. */
const ANY_KEY = /^0+$/;

/** Keys that are not to be had, or may not be used here, now: each is told once, and to whoever comes later, too. */
export class KeyRefusals {
  readonly #log: Logger;
  readonly #keyIds = new Set<string>();
  readonly #told: Parameters<TellRefusal>[] = [];
  #tell: TellRefusal | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  has(keyId: string): boolean {
    return this.#keyIds.has(keyId);
  }

  tellTo(tell: TellRefusal): void {
    this.#tell = tell;
    for (const refusal of this.#told) tell(...refusal);
  }

  /** What has been told already, and goes for these, too, which have come to be known. */
  tellAgain(protections: readonly ContentProtection[]): void {
    for (const refusal of this.#told) if (protections.some(refusal[0])) this.#tell?.(...refusal);
  }

  /** Keys by their ids in hexadecimal digits; `isOfOthers`: what else they open, of which no id is known. */
  add(
    keyIds: readonly string[],
    error: Error | null,
    isOfOthers: (protection: ContentProtection) => boolean = () => false,
  ): void {
    for (const keyId of keyIds) this.#keyIds.add(keyId);
    const isOf = (one: ContentProtection): boolean =>
      (one.keyId !== null && keyIds.includes(one.keyId)) || isOfOthers(one);
    this.#told.push([isOf, error]);
    this.#tell?.(isOf, error);
  }

  /** What no session has in a good state. `all`: the key ids of the title. */
  judge(statuses: Statuses, all: readonly string[]): void {
    const bad = [...judgeKeys(statuses).bad].filter(([keyId]) => !this.has(keyId));
    if (bad.length === 0) return;
    const words = bad.map(([keyId, status]) => `${keyId} (${status})`).join(', ');
    this.#log('warn', `keys that are of no use here, now: ${words}`);
    const keyIds = bad.flatMap(([keyId]) => (ANY_KEY.test(keyId) ? all : inBothOrders(keyId)));
    this.add(keyIds, null);
  }

  /**
   * What was asked for and no session tells of, when all licences are here: one need not hold all keys that it was asked for, as a service may
   * keep those of its best pictures from a device.
   */
  judgeMissing(statuses: Statuses, asked: readonly string[], toError: (detail: string) => Error): void {
    const { bad, good } = judgeKeys(statuses);
    const told = [...bad.keys(), ...good];
    if (told.length === 0 || told.some((keyId) => ANY_KEY.test(keyId))) return;
    const here = told.flatMap(inBothOrders);
    const missing = asked.filter((keyId) => !here.includes(keyId) && !this.has(keyId));
    if (missing.length === 0) return;
    this.#log('warn', `no licence has the keys ${missing.join(', ')}`);
    this.add(missing, toError('no licence has a key that the media needs'));
  }
}
