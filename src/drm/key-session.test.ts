import { expect, it } from 'vitest';
import { MockKeySession } from '../../test/fixtures/mock-cdm.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import type { KeyStatus, MediaKeysPort } from '../core/key-ports.ts';
import { Scope } from '../core/scope.ts';
import { KeySession } from './key-session.ts';

const KEY_ID = Uint8Array.of(0xab, 0xcd).buffer;

function open(session: MockKeySession): KeySession {
  const keys: MediaKeysPort = { createSession: () => session };
  const host = {
    fetchLicence: () => Promise.resolve(Uint8Array.of(1)),
    ...{ onStatuses: () => undefined, onLost: () => undefined },
    ...{ onRenewalFailed: () => undefined, onCloseFailed: () => undefined },
  };
  return new KeySession(
    keys,
    { type: 'cenc', bytes: Uint8Array.of(1) },
    host,
    new Scope(createVirtualClock()),
  );
}

it.each<[string, unknown, Readonly<Record<string, KeyStatus>>]>([
  [
    'as the standard says',
    (tell: (...told: unknown[]) => void) => tell('usable', KEY_ID),
    { abcd: 'usable' },
  ],
  [
    'the other way round',
    (tell: (...told: unknown[]) => void) => tell(KEY_ID, 'expired'),
    { abcd: 'expired' },
  ],
])('reads statuses %s', (_how, forEach, statuses) => {
  const session = new MockKeySession();
  Object.defineProperty(session, 'keyStatuses', { value: { forEach } });
  expect(Object.fromEntries(open(session).statuses)).toEqual(statuses);
});

it('reads none where a browser has none', () => {
  const session = new MockKeySession();
  Object.defineProperty(session, 'keyStatuses', { value: undefined });
  expect(open(session).statuses.size).toBe(0);
});
