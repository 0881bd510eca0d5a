import { describe, expect, it } from 'vitest';
import { createDashTitle, createHlsTitle } from '../fixtures/toy-title.ts';
import { expectNothingLeft, MseHarness } from './mse-harness.ts';

describe.each([
  ['DASH', createDashTitle],
  ['HLS', createHlsTitle],
])('destroy during the load of %s', (_name, createTitle) => {
  const title = createTitle({ segmentCount: 20 });
  /** Every 7 ms over the start-up; later now and then. */
  const moments = [...Array.from({ length: 32 }, (_, index) => index * 7), 400, 700, 1000, 3000, 10_000];

  it('leaves nothing behind, whenever it comes', async () => {
    for (const atMs of moments) {
      const harness = new MseHarness(title, { mse: { updateMs: 3, openMs: 15 } });
      const ended = harness.load().then(
        () => 'loaded',
        (error: unknown) => (error instanceof Error ? error.name : String(error)),
      );
      await harness.clock.advance(atMs);
      const traceLength = harness.trace.length;
      harness.engine.destroy();
      await harness.clock.flush();
      expectNothingLeft(harness);
      expect(['loaded', 'AbortError']).toContain(await ended);
      await harness.clock.advance(5000);
      expectNothingLeft(harness);
      expect(harness.trace.slice(traceLength), `after ${atMs} ms`).toEqual([]);
    }
  });
});

describe('destroy', () => {
  it('may be called twice, and before any load', async () => {
    const harness = new MseHarness(createDashTitle());
    harness.engine.destroy();
    harness.engine.destroy();
    await harness.clock.flush();
    expectNothingLeft(harness);
  });

  it('in the task of load leaves nothing behind', async () => {
    const harness = new MseHarness(createDashTitle());
    const loaded = harness.load();
    harness.engine.destroy();
    await expect(loaded).rejects.toMatchObject({ name: 'AbortError' });
    await harness.clock.advance(1000);
    expectNothingLeft(harness);
  });

  it('while a segment is being retried leaves nothing behind', async () => {
    const harness = new MseHarness(createDashTitle(), {
      answer: (path) => (path.endsWith('2.m4s') ? { status: 503 } : undefined),
    });
    void harness.load();
    await harness.run(600);
    expect(harness.paths.filter((path) => path.endsWith('2.m4s')).length).toBeGreaterThan(2);
    harness.engine.destroy();
    await harness.clock.flush();
    expectNothingLeft(harness);
  });

  it('after a rebuild leaves nothing of either MediaSource', async () => {
    const harness = new MseHarness(createDashTitle());
    void harness.load();
    await harness.runUntil(() => harness.element.readyState >= 3);
    harness.mse.failDecoder('decoder');
    await harness.run(200);
    expect(harness.mse.sources).toHaveLength(2);
    harness.engine.destroy();
    await harness.clock.flush();
    expectNothingLeft(harness);
  });

  it('after it failed leaves nothing behind', async () => {
    const harness = new MseHarness(createDashTitle(), {
      answer: (path) => (/^v.\/\d/.test(path) ? { status: 404 } : undefined),
    });
    void harness.load();
    await harness.runUntil(() => harness.ofType('failed').length > 0);
    harness.engine.destroy();
    await harness.clock.flush();
    expectNothingLeft(harness);
  });
});
