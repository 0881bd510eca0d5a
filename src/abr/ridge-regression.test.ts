import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RidgeRegression } from './ridge-regression.ts';

const PRIOR = { weights: [0.5, 0, 0], sureness: [2, 2, 2] };

it('holds to what it began with until it has seen something', () => {
  expect(new RidgeRegression(PRIOR, 0.98).weights).toEqual(Float64Array.of(0.5, 0, 0));
});

it('finds the weights that examples were made of, and lets go of the prior', () => {
  const regression = new RidgeRegression(PRIOR, 1);
  for (let example = 0; example < 2000; example += 1) {
    const features = [Math.sin(example), Math.cos(example * 1.7), 1];
    regression.learn([...features, 0.2 * (features[0] ?? 0) - 0.7 * (features[1] ?? 0) + 0.1]);
  }
  const [one, two, three] = regression.weights;
  expect(one).toBeCloseTo(0.2, 2);
  expect(two).toBeCloseTo(-0.7, 2);
  expect(three).toBeCloseTo(0.1, 2);
});

it('goes back to the prior where nothing more is seen of a feature', () => {
  const regression = new RidgeRegression(PRIOR, 0.9);
  for (let example = 0; example < 50; example += 1) regression.learn([1, 0, 0, -1]);
  expect(regression.weights[0]).toBeLessThan(-0.3);
  for (let example = 0; example < 200; example += 1) regression.learn([0, 1, 0, 0]);
  expect(regression.weights[0]).toBeCloseTo(0.5, 3);
});

it('gives finite weights, whatever it is shown', () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, number), { maxLength: 80 }), (examples) => {
      const regression = new RidgeRegression(PRIOR, 0.98);
      for (const [one, two, target] of examples) regression.learn([one, two, 1, target]);
      return regression.weights.every(Number.isFinite);
    }),
  );
});
