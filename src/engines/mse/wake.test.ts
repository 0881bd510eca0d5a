import { describe, expect, it } from 'vitest';
import { Wake } from './wake.ts';

/** The state of a promise once all that is ready has run. */
async function settle(promise: Promise<void>): Promise<string> {
  const outcome = promise.then(
    () => 'resumed',
    (reason: unknown) => `rejected ${String(reason)}`,
  );
  return Promise.race([outcome, new Promise<string>((resolve) => setImmediate(resolve, 'waiting'))]);
}

describe('Wake', () => {
  it('wakes all who wait, and only them', async () => {
    const wake = new Wake();
    const { signal } = new AbortController();
    wake.fire();
    const first = wake.wait(signal);
    const second = wake.wait(signal);
    expect(await settle(first)).toBe('waiting');
    wake.fire();
    const late = wake.wait(signal);
    expect([await settle(first), await settle(second), await settle(late)]).toEqual([
      'resumed',
      'resumed',
      'waiting',
    ]);
  });

  it('rejects with the reason when the signal aborts, and wakes the others still', async () => {
    const wake = new Wake();
    const controller = new AbortController();
    const aborted = wake.wait(controller.signal);
    const other = wake.wait(new AbortController().signal);
    controller.abort('enough');
    expect(await settle(aborted)).toBe('rejected enough');
    wake.fire();
    expect(await settle(other)).toBe('resumed');
  });

  it('rejects at once when the signal has aborted', async () => {
    expect(await settle(new Wake().wait(AbortSignal.abort('gone')))).toBe('rejected gone');
  });

  it('leaves no listener on the signal', async () => {
    const wake = new Wake();
    const controller = new AbortController();
    const added: string[] = [];
    const removed: string[] = [];
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    Object.assign(signal, {
      addEventListener(type: string, listener: () => void) {
        added.push(type);
        add(type, listener);
      },
      removeEventListener(type: string, listener: () => void) {
        removed.push(type);
        remove(type, listener);
      },
    });
    const waiting = wake.wait(signal);
    wake.fire();
    await waiting;
    expect(added).toEqual(['abort']);
    expect(removed).toEqual(['abort']);
  });
});
