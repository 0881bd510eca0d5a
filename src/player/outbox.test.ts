import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

describe('Outbox', () => {
  it('sends at once, and what a send posts behind it', () => {
    const sent: string[] = [];
    const outbox = new Outbox();
    outbox.post(() => {
      outbox.post(() => sent.push('second'));
      sent.push('first');
    });
    outbox.post(() => sent.push('third'));
    expect(sent).toEqual(['first', 'second', 'third']);
  });

  it('sends nothing while work is held, then all in order', () => {
    const sent: string[] = [];
    const outbox = new Outbox();
    const result = outbox.hold(() => {
      outbox.post(() => sent.push('a'));
      outbox.hold(() => outbox.post(() => sent.push('b')));
      expect(sent).toEqual([]);
      return 7;
    });
    expect(result).toBe(7);
    expect(sent).toEqual(['a', 'b']);
  });

  it('is free again after work that throws, and has sent what was posted before', () => {
    const sent: string[] = [];
    const outbox = new Outbox();
    expect(() =>
      outbox.hold(() => {
        outbox.post(() => sent.push('a'));
        throw new Error('no');
      }),
    ).toThrow('no');
    outbox.post(() => sent.push('b'));
    expect(sent).toEqual(['a', 'b']);
  });

  it('can hold from inside of a send', () => {
    const sent: string[] = [];
    const outbox = new Outbox();
    outbox.post(() => {
      outbox.hold(() => outbox.post(() => sent.push('inner')));
      sent.push('outer');
    });
    expect(sent).toEqual(['outer', 'inner']);
  });
});
