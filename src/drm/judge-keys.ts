import type { KeyStatus } from '../core/key-ports.ts';

/** What becomes of keys, by their ids in hexadecimal digits. */
export interface KeyJudgement {
  readonly good: ReadonlySet<string>;
  /** Those that no session has in a good state. */
  readonly bad: ReadonlyMap<string, KeyStatus>;
}

/** With what can be played, or will be. */
const GOOD: readonly KeyStatus[] = ['usable', 'output-downscaled', 'usable-in-future', 'status-pending'];

/** Of what several sessions say, the best counts. */
export function judgeKeys(sessions: readonly ReadonlyMap<string, KeyStatus>[]): KeyJudgement {
  const all = sessions.flatMap((statuses) => [...statuses]);
  const good = new Set(all.filter(([, status]) => GOOD.includes(status)).map(([keyId]) => keyId));
  return { good, bad: new Map(all.filter(([keyId]) => !good.has(keyId))) };
}

/** Microsoft's key systems tell the first three parts of a GUID the other way round, on some devices. */
export function inBothOrders(keyId: string): readonly string[] {
  const turned = keyId.replace(
    /^(..)(..)(..)(..)(..)(..)(..)(..)/,
    (_all, ...[a, b, c, d, e, f, g, h]: readonly string[]) => [d, c, b, a, f, e, h, g].join(''),
  );
  return [keyId, turned];
}
