import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduce, type ElementFacts, type PlayerState, type StateEvent } from './state.ts';

const STATES: readonly PlayerState[] = [
  'idle',
  'loading',
  'ready',
  'playing',
  'paused',
  'seeking',
  'stalled',
  'ended',
  'error',
];

const NOTHING: ElementFacts = {
  isPaused: false,
  isSeeking: false,
  isEnded: false,
  hasData: false,
  hasFutureData: false,
};

function element(facts: Partial<ElementFacts>, isStarved = false): StateEvent {
  return { type: 'element', isStarved, facts: { ...NOTHING, ...facts } };
}

function run(state: PlayerState, ...events: StateEvent[]): PlayerState {
  return events.reduce(reduce, state);
}

const withData = { hasData: true, hasFutureData: true };
const waiting = element({ hasData: true }, true);

const elementEvents = fc.record({
  type: fc.constant('element' as const),
  isStarved: fc.boolean(),
  facts: fc.record({
    isPaused: fc.boolean(),
    isSeeking: fc.boolean(),
    isEnded: fc.boolean(),
    hasData: fc.boolean(),
    hasFutureData: fc.boolean(),
  }),
});
const commands = fc.constantFrom<StateEvent>({ type: 'load' }, { type: 'unload' }, { type: 'fail' });
const states = fc.constantFrom(...STATES);

describe('reduce', () => {
  it('goes from load to ready to playing', () => {
    expect(run('idle', { type: 'load' })).toBe('loading');
    expect(run('loading', element({ hasData: true }))).toBe('ready');
    expect(run('ready', element(withData))).toBe('playing');
  });

  it('stays loading while the element seeks to the start position', () => {
    expect(run('loading', element({ ...withData, isSeeking: true }))).toBe('loading');
    expect(run('loading', element(withData))).toBe('ready');
  });

  it('calls waiting a stall only when playback ran or was wanted', () => {
    expect(run('playing', waiting)).toBe('stalled');
    expect(run('paused', waiting)).toBe('stalled');
    expect(run('ready', waiting)).toBe('ready');
    expect(run('seeking', waiting)).toBe('seeking');
    expect(run('stalled', element(withData))).toBe('playing');
  });

  it('does not stall on an event that is not about starving', () => {
    expect(run('playing', element({ hasData: true }))).toBe('playing');
  });

  it('ends a stall that the viewer pauses or seeks out of', () => {
    expect(run('stalled', element({ isPaused: true }))).toBe('paused');
    expect(run('stalled', element({ isSeeking: true }))).toBe('seeking');
  });

  it('leaves a seek for playing or paused once data is there', () => {
    expect(run('seeking', element(withData))).toBe('playing');
    expect(run('seeking', element({ ...withData, isPaused: true }))).toBe('paused');
  });

  it('takes the pause at the end for the end', () => {
    expect(run('playing', element({ ...withData, isPaused: true, isEnded: true }))).toBe('ended');
    expect(run('ended', element({ ...withData, isSeeking: true, isPaused: true }))).toBe('seeking');
  });

  it('always yields a state', () => {
    fc.assert(
      fc.property(states, fc.oneof(elementEvents, commands), (state, event) => {
        expect(STATES).toContain(reduce(state, event));
      }),
    );
  });

  it('leaves error and idle only by load or unload', () => {
    fc.assert(
      fc.property(fc.constantFrom<PlayerState>('error', 'idle'), fc.array(elementEvents), (state, events) => {
        expect(run(state, ...events, { type: 'fail' })).toBe(state);
      }),
    );
  });

  it('comes to loading, idle and error by command only', () => {
    fc.assert(
      fc.property(states, elementEvents, (state, event) => {
        const next = reduce(state, event);
        if (next !== state) expect(['loading', 'idle', 'error']).not.toContain(next);
      }),
    );
  });

  it('never stalls out of start-up or a seek', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<PlayerState>('loading', 'ready', 'seeking', 'ended'),
        elementEvents,
        (state, event) => {
          expect(reduce(state, event)).not.toBe('stalled');
        },
      ),
    );
  });

  it('settles: the same event twice changes nothing the second time, once the first picture is there', () => {
    fc.assert(
      fc.property(
        states.filter((state) => state !== 'loading'),
        elementEvents,
        (state, event) => {
          const once = reduce(state, event);
          expect(reduce(once, event)).toBe(once);
        },
      ),
    );
  });
});
