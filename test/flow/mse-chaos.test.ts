import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../../src/core/errors.ts';
import {
  anyScenario,
  createTitle,
  evictingScenario,
  faultOf,
  passingScenario,
  type Action,
  type Scenario,
} from './chaos-scenario.ts';
import { expectNothingLeft, MseHarness } from './mse-harness.ts';

// As many more as you like: CHAOS_RUNS=2000 CHAOS_SEED=7 npx vitest run mse-chaos
const parameters: fc.Parameters<[Scenario]> = {
  numRuns: Number(process.env['CHAOS_RUNS'] ?? 30),
  seed: Number(process.env['CHAOS_SEED'] ?? 1),
};
const TIMEOUT_MS = 1000 * (parameters.numRuns ?? 0);
/** Beside what the title takes: for all faults to pass, and every wait for them. */
const PATIENCE_SEC = 150;

/** A title that is played while a scenario goes on, from its first request to its end. */
class Chaos {
  readonly harness: MseHarness;
  readonly durationSec: number;
  #isLoadRefused = false;

  constructor(scenario: Scenario) {
    const { title, durationSec } = createTitle(scenario);
    this.durationSec = durationSec;
    let count = 0;
    this.harness = new MseHarness(title, {
      mse: { seekNeedsSec: scenario.seekNeedsSec },
      answer: (path) => {
        const bytes = title.files.get(path) ?? new Uint8Array();
        return faultOf(scenario.windows, path, bytes, this.harness.clock.nowMs(), ++count);
      },
    });
  }

  get isFailed(): boolean {
    return this.#isLoadRefused || this.harness.ofType('failed').length > 0;
  }

  get isOver(): boolean {
    return this.isFailed || this.harness.element.ended;
  }

  async play(actions: readonly Action[]): Promise<void> {
    const { harness } = this;
    const { element } = harness;
    harness.load().catch(() => {
      this.#isLoadRefused = true;
    });
    void element.play();
    for (const action of [...actions].sort((a, b) => a.atMs - b.atMs)) {
      while (!this.isOver && harness.clock.nowMs() < action.atMs) await harness.run(100);
      if (!this.isOver) this.#carryOut(action);
    }
    element.playbackRate = 1;
    const untilMs = harness.clock.nowMs() + (this.durationSec + PATIENCE_SEC) * 1000;
    while (!this.isOver && harness.clock.nowMs() < untilMs) {
      if (element.paused) void element.play(); // the app wants it; a decoder that fails may pause it
      await harness.run(1000);
    }
  }

  #carryOut({ what, value }: Action): void {
    const { engine, element, mse } = this.harness;
    const steps: Readonly<Record<Action['what'], () => void>> = {
      seek: () => (element.currentTime = value * this.durationSec),
      seekToEnd: () => (element.currentTime = this.durationSec),
      pause: () => {
        element.pause();
      },
      play: () => void element.play(),
      fast: () => (element.playbackRate = 2),
      still: () => (element.playbackRate = 0),
      pin: () => {
        const renditions = this.harness.ofType('renditions').at(-1)?.renditions ?? [];
        engine.setQuality(renditions[Math.floor(value * renditions.length)]?.id ?? 'auto');
      },
      auto: () => {
        engine.setQuality('auto');
      },
      french: () => {
        const tracks = this.harness.ofType('tracks').at(-1)?.tracks ?? [];
        const french = tracks.find(({ language }) => language === (value < 0.5 ? 'fr' : 'en'));
        // Behind a seek to another period these are not yet told: the app hears of its mistake.
        if (french) unlessUnknown(() => engine.selectTrack(french.id));
      },
      evict: () => {
        const startSec = value * this.durationSec;
        const isAll = value > 0.8;
        const concerned = (mse.current?.buffers ?? []).filter(
          (_, place) => isAll || place === Math.floor(value * 10) % 2,
        );
        for (const buffer of concerned) buffer.evict(isAll ? 0 : startSec, isAll ? Infinity : startSec + 10);
      },
      decoder: () => {
        if (mse.current) mse.failDecoder('chaos');
      },
    };
    steps[what]();
  }

  /** For the message of a test that fails. */
  toString(): string {
    const { element, mse, trace } = this.harness;
    const ranges = mse.current?.buffers.map((buffer) => buffer.ranges);
    const { currentTime, readyState, seeking } = element;
    const state = { currentTime, readyState, seeking, durationSec: this.durationSec, ranges };
    return `${JSON.stringify(state)}\n${trace.slice(-60).join('\n')}`;
  }
}

function unlessUnknown(choose: () => void): void {
  try {
    choose();
  } catch (error) {
    if (!isPlayerError(error, 'track-unknown')) throw error;
  }
}

describe('whatever a network, a server, a title, a viewer and a decoder do', () => {
  it(
    'playback comes to its end or says why not, and leaves nothing behind',
    async () => {
      const property = fc.asyncProperty(anyScenario, async (scenario) => {
        const chaos = new Chaos(scenario);
        await chaos.play(scenario.actions);
        expect(chaos.isOver, `stands still: ${chaos.toString()}`).toBe(true);
        chaos.harness.engine.destroy();
        await chaos.harness.clock.flush();
        expectNothingLeft(chaos.harness);
      });
      await fc.assert(property, parameters);
    },
    TIMEOUT_MS,
  );

  it(
    'what the browser throws out by itself is fetched again, and nothing is jumped',
    async () => {
      const property = fc.asyncProperty(evictingScenario, async (scenario) => {
        const chaos = new Chaos(scenario);
        await chaos.play(scenario.actions);
        expect(chaos.harness.element.ended, `does not end: ${chaos.toString()}`).toBe(true);
        // So much at the end of what has been fetched may be replaced by what comes, and counts as no loss.
        const jumped = chaos.harness.ofType('gap-jumped').filter(({ gap }) => gap.endSec - gap.startSec > 1);
        expect(jumped, chaos.toString()).toEqual([]);
        expect(chaos.harness.ofType('recovered')).toEqual([]);
      });
      await fc.assert(property, parameters);
    },
    TIMEOUT_MS,
  );

  it(
    'what passes within five seconds of a full buffer costs nothing',
    async () => {
      const property = fc.asyncProperty(passingScenario, async (scenario) => {
        const chaos = new Chaos(scenario);
        await chaos.play(scenario.actions);
        expect(chaos.harness.element.ended, `does not end: ${chaos.toString()}`).toBe(true);
        expect(chaos.harness.ofType('gap-jumped')).toEqual([]);
        expect(chaos.harness.ofType('recovered')).toEqual([]);
      });
      await fc.assert(property, parameters);
    },
    TIMEOUT_MS,
  );
});
