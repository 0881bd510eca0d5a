import { describe, expect, it } from 'vitest';
import { CountingTarget } from '../../test/fixtures/fake-media-element.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { isCancellation, Scope } from './scope.ts';

describe('Scope', () => {
  it('leaves no timer, listener, child or disposer behind', async () => {
    const clock = createVirtualClock();
    const scope = new Scope(clock);
    const target = new CountingTarget();
    const done: string[] = [];
    scope.timer(() => done.push('timer'), 100);
    scope.listen(target, 'ping', () => done.push('heard'));
    const child = scope.child();
    child.timer(() => done.push('child timer'), 100);
    child.listen(target, 'ping', () => done.push('child heard'));
    scope.onDispose(() => done.push('disposed'));
    expect(scope.size).toBe(4);

    const reason = new Error('enough');
    scope.dispose(reason);
    target.fire('ping');
    await clock.advance(1000);

    expect(done).toEqual(['disposed']);
    expect(scope.size).toBe(0);
    expect(child.size).toBe(0);
    expect(clock.timerCount).toBe(0);
    expect(target.listenerCount).toBe(0);
    expect(child.isDisposed).toBe(true);
    expect(scope.signal.reason).toBe(reason);
  });

  it('disposes once', () => {
    const scope = new Scope(createVirtualClock());
    let count = 0;
    scope.onDispose(() => (count += 1));
    scope.dispose('first');
    scope.dispose('second');
    expect(count).toBe(1);
    expect(scope.signal.reason).toBe('first');
  });

  it('runs its disposers once when one of them disposes it again', () => {
    const scope = new Scope(createVirtualClock());
    const done: string[] = [];
    scope.onDispose(() => {
      done.push('a');
      scope.dispose();
    });
    scope.onDispose(() => done.push('b'));
    scope.dispose();
    expect(done).toEqual(['a', 'b']);
  });

  it('holds nothing more once it has ended', () => {
    const clock = createVirtualClock();
    const scope = new Scope(clock);
    const target = new CountingTarget();
    scope.dispose();
    let isLateDisposed = false;
    scope.onDispose(() => (isLateDisposed = true));
    scope.listen(target, 'ping', () => undefined)();
    scope.timer(() => undefined, 1)();
    expect(isLateDisposed).toBe(true);
    expect(scope.child().isDisposed).toBe(true);
    expect([clock.timerCount, target.listenerCount, scope.size]).toEqual([0, 0, 0]);
  });

  it('forgets what has ended by itself', async () => {
    const clock = createVirtualClock();
    const scope = new Scope(clock);
    const target = new CountingTarget();
    let runs = 0;
    scope.timer(() => (runs += 1), 10);
    const cancel = scope.timer(() => (runs += 1), 10);
    const unlisten = scope.listen(target, 'ping', () => undefined);
    const forget = scope.onDispose(() => (runs += 100));
    const child = scope.child();
    expect(scope.size).toBe(5);
    cancel();
    unlisten();
    forget();
    child.dispose();
    await clock.advance(20);
    expect(runs).toBe(1);
    expect([scope.size, clock.timerCount, target.listenerCount]).toEqual([0, 0, 0]);
    expect(scope.isDisposed).toBe(false);
  });

  it('may be disposed out of its own timer and listener', async () => {
    const clock = createVirtualClock();
    const target = new CountingTarget();
    const scope = new Scope(clock);
    scope.listen(target, 'ping', () => {
      scope.dispose();
    });
    scope.timer(() => target.fire('ping'), 5);
    await clock.advance(5);
    expect([scope.isDisposed, scope.size, target.listenerCount]).toEqual([true, 0, 0]);
  });

  it('ends with the signal it follows, for its reason, and lets go of it when it ends first', () => {
    const clock = createVirtualClock();
    const controller = new AbortController();
    const followed = new Scope(clock);
    followed.follow(controller.signal);
    const endsFirst = new Scope(clock);
    endsFirst.follow(controller.signal);
    expect([followed.size, endsFirst.size]).toEqual([1, 1]);
    endsFirst.dispose('own reason');
    controller.abort('the caller left');
    expect(followed.signal.reason).toBe('the caller left');
    expect(followed.size).toBe(0);
    expect(endsFirst.signal.reason).toBe('own reason');
  });

  it('ends at once when the signal it follows has aborted already', () => {
    const scope = new Scope(createVirtualClock());
    scope.follow(AbortSignal.abort('gone'));
    expect(scope.isDisposed).toBe(true);
    expect(scope.signal.reason).toBe('gone');
  });
});

describe('isCancellation', () => {
  it('tells the cancellation that was asked for from a fault', () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    expect(isCancellation(controller.signal, reason)).toBe(false);
    controller.abort(reason);
    expect(isCancellation(controller.signal, reason)).toBe(true);
    expect(isCancellation(controller.signal, new DOMException('aborted', 'AbortError'))).toBe(true);
    expect(isCancellation(controller.signal, new Error('another fault'))).toBe(false);
  });
});

it('runs every disposer though one throws, and throws that on', () => {
  const scope = new Scope(createVirtualClock());
  const done: string[] = [];
  scope.onDispose(() => {
    throw new Error('disposer');
  });
  scope.onDispose(() => done.push('second'));
  expect(() => {
    scope.dispose();
  }).toThrow('disposer');
  expect(done).toEqual(['second']);
});

it('counts nothing in a fresh child, and ends it with its own reason', () => {
  const scope = new Scope(createVirtualClock());
  const child = scope.child();
  expect([scope.size, child.size]).toEqual([1, 0]);
  const reason = new Error('over');
  scope.dispose(reason);
  expect(child.signal.reason).toBe(reason);
});
