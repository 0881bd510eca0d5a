import { expect, it } from 'vitest';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import { Planner } from '../abr/planner.ts';
import type { LogLevel } from '../core/logger.ts';
import { PlannerCode } from './planner-code.ts';

function begin(failures: number) {
  const clock = createVirtualClock();
  const words: string[] = [];
  let asked = 0;
  const code = new PlannerCode(
    (level: LogLevel, message: string) => words.push(`${level}: ${message}`),
    clock,
    () => {
      asked += 1;
      return asked > failures ? Promise.resolve({ Planner }) : Promise.reject(new Error('404'));
    },
  );
  return { clock, code, words, getAsked: () => asked };
}

it('is fetched once for all loads of a player', async () => {
  const { clock, code, words, getAsked } = begin(0);
  expect(code.planner).toBeNull();
  expect(getAsked(), 'not before somebody wants it').toBe(0);
  code.fetch();
  code.fetch();
  await clock.flush();
  const { planner } = code;
  expect(planner).toBeInstanceOf(Planner);
  code.fetch();
  await clock.flush();
  expect(code.planner).toBe(planner);
  expect([getAsked(), words]).toEqual([1, []]);
});

it('that does not come is told once, with what follows from it, and asked for again a while later', async () => {
  const { clock, code, words, getAsked } = begin(4); // each time, it is asked for twice
  code.fetch();
  await clock.flush();
  code.fetch();
  await clock.flush();
  expect(getAsked(), 'several decisions a second do not mean several requests').toBe(2);
  for (const asked of [4, 5]) {
    expect(code.planner).toBeNull();
    await clock.advance(5000);
    code.fetch();
    await clock.flush();
    expect(getAsked()).toBe(asked);
  }
  expect(code.planner).toBeInstanceOf(Planner);
  expect(words).toEqual([expect.stringMatching(/^warn: .*by throughput alone/)]);
});

it('comes from where it is by itself', async () => {
  const code = new PlannerCode(() => undefined, createVirtualClock());
  code.fetch();
  await expect.poll(() => code.planner).toBeInstanceOf(Planner);
});
