import { describe, expect, it } from 'vitest';
import { Emitter } from './emitter.ts';

interface Events {
  readonly tick: number;
  readonly name: string;
}

function createEmitter(): { emitter: Emitter<Events>; errors: unknown[] } {
  const errors: unknown[] = [];
  return { emitter: new Emitter<Events>((error) => errors.push(error)), errors };
}

describe('Emitter', () => {
  it('delivers to the listeners of the type, in the order they were added', () => {
    const { emitter } = createEmitter();
    const heard: string[] = [];
    emitter.on('tick', (value) => heard.push(`first ${value}`));
    emitter.on('name', (value) => heard.push(value));
    emitter.on('tick', (value) => heard.push(`second ${value}`));
    emitter.emit('tick', 7);
    expect(heard).toEqual(['first 7', 'second 7']);
  });

  it('lets a listener that throws stop no other, and reports what it threw', () => {
    const { emitter, errors } = createEmitter();
    const fault = new Error('listener at fault');
    const heard: number[] = [];
    emitter.on('tick', () => {
      throw fault;
    });
    emitter.on('tick', (value) => heard.push(value));
    emitter.emit('tick', 1);
    emitter.emit('tick', 2);
    expect(heard).toEqual([1, 2]);
    expect(errors).toEqual([fault, fault]);
  });

  it('calls a once listener once, also when it throws or emits again', () => {
    const { emitter, errors } = createEmitter();
    let calls = 0;
    emitter.once('tick', () => {
      calls += 1;
      emitter.emit('tick', 2);
      throw new Error('once');
    });
    emitter.emit('tick', 1);
    emitter.emit('tick', 3);
    expect(calls).toBe(1);
    expect(errors).toHaveLength(1);
  });

  it('takes a listener off by what on and once returned', () => {
    const { emitter } = createEmitter();
    const heard: number[] = [];
    const off = emitter.on('tick', (value) => heard.push(value));
    const offOnce = emitter.once('tick', (value) => heard.push(value));
    off();
    off();
    offOnce();
    emitter.emit('tick', 1);
    expect(heard).toEqual([]);
  });

  it('clears listeners of all types', () => {
    const { emitter } = createEmitter();
    const heard: unknown[] = [];
    emitter.on('tick', (value) => heard.push(value));
    emitter.once('name', (value) => heard.push(value));
    emitter.clear();
    emitter.emit('tick', 1);
    emitter.emit('name', 'late');
    expect(heard).toEqual([]);
  });

  it('gives an event to those who listened when it was sent', () => {
    const { emitter } = createEmitter();
    const heard: string[] = [];
    const offLate = emitter.on('tick', () => {
      offLate();
      emitter.on('tick', () => heard.push('added during the event'));
    });
    emitter.on('tick', () => heard.push('there before'));
    emitter.emit('tick', 1);
    expect(heard).toEqual(['there before']);
  });
});
