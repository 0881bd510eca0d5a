import { describe, expect, it } from 'vitest';
import { FakeMediaElement } from '../../test/fixtures/fake-media-element.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { PlayerError } from '../core/errors.ts';
import { Scope } from '../core/scope.ts';
import { LoadOutcome } from './load-outcome.ts';

const context = { url: 'https://a.test/1.m4s', requestType: 'segment', attempts: 3 };
const unfetched = new PlayerError('network-failed', 'it does not come', context);
const broken = new PlayerError('decode-failed', 'it does not decode', { positionSec: 1, detail: '' });

function createRig() {
  const clock = createVirtualClock();
  const element = new FakeMediaElement();
  element.readyState = 4;
  const scope = new Scope(clock);
  const failures: PlayerError[] = [];
  const buffer = { aheadSec: 5 };
  const outcome = new LoadOutcome({
    ...{ element, scope },
    aheadSec: () => buffer.aheadSec,
    onFailed: (error) => failures.push(error),
  });
  return { clock, element, scope, failures, buffer, outcome };
}

describe('LoadOutcome', () => {
  it('starts, or rejects with what failed first', async () => {
    const good = createRig();
    expect(good.outcome.isStarting).toBe(true);
    good.outcome.start();
    expect(good.outcome.isStarting).toBe(false);
    await expect(good.outcome.started).resolves.toBeUndefined();
    const bad = createRig();
    bad.outcome.fail(unfetched);
    bad.outcome.fail(broken);
    await expect(bad.outcome.started).rejects.toBe(unfetched);
    expect(bad.failures).toEqual([]);
  });

  it('rejects with the reason of an end before the start, and says nothing after it', async () => {
    const { outcome, scope, failures } = createRig();
    const reason = new DOMException('gone', 'AbortError');
    scope.dispose(reason);
    outcome.fail(broken);
    await expect(outcome.started).rejects.toBe(reason);
    expect(failures).toEqual([]);
  });

  it('tells a failure at once where what is buffered is of no use, and only the first', () => {
    const { outcome, failures } = createRig();
    outcome.start();
    outcome.fail(broken);
    outcome.fail(unfetched);
    expect(failures).toEqual([broken]);
  });

  it('lets what is buffered play out where no more comes', () => {
    const { outcome, failures, buffer, element } = createRig();
    outcome.start();
    outcome.fail(unfetched);
    element.fire('timeupdate');
    expect(failures).toEqual([]);
    buffer.aheadSec = 0.1;
    element.fire('timeupdate');
    element.fire('waiting');
    expect(failures).toEqual([unfetched]);
    expect(element.listenerCount).toBe(0);
  });

  it('lets a seek come to its end, but not for ever where too little lies ahead', async () => {
    const { clock, outcome, failures, buffer, element } = createRig();
    outcome.start();
    const seek = (aheadSec: number): void => {
      Object.assign(element, { seeking: true, readyState: 1 });
      buffer.aheadSec = aheadSec;
      element.fire('seeking');
    };
    outcome.fail(unfetched);
    seek(0.4);
    await clock.advance(1900);
    seek(0.4);
    await clock.advance(1900);
    Object.assign(element, { seeking: false, readyState: 4 });
    element.fire('seeked');
    await clock.advance(5000);
    seek(3);
    await clock.advance(5000);
    expect(failures).toEqual([]);
    seek(0.4);
    await clock.advance(2000);
    expect(failures).toEqual([unfetched]);
    expect([element.listenerCount, clock.timerCount]).toEqual([0, 0]);
  });

  it('ends at once where what plays out breaks', () => {
    const { outcome, failures, element } = createRig();
    outcome.start();
    expect(outcome.hasFailed).toBe(false);
    outcome.fail(unfetched);
    expect(outcome.hasFailed).toBe(true);
    outcome.fail(unfetched);
    expect(failures).toEqual([]);
    outcome.fail(broken);
    outcome.fail(unfetched);
    expect(failures).toEqual([broken]);
    expect(element.listenerCount).toBe(0);
  });

  it('waits no more once its scope has ended', () => {
    const { outcome, scope, element, failures } = createRig();
    outcome.start();
    outcome.fail(unfetched);
    scope.dispose(new Error('the end'));
    expect(element.listenerCount).toBe(0);
    expect(failures).toEqual([]);
  });
});
