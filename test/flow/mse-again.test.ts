import { describe, expect, it } from 'vitest';
import { ascii } from '../fixtures/toy-mp4.ts';
import { createDashTitle } from '../fixtures/toy-title.ts';
import { BASE, play } from './mse-harness.ts';

const missing = { status: 404 };

describe('what may be damaged or missing only once', () => {
  const bad = { chunks: [ascii('<html>not found, but 200</html>')] };

  it.each([
    ['damaged sound, twice in a row,', /^a1\/[67]\.m4s$/, bad],
    ['sound that is missing, twice in a row,', /^a1\/[67]\.m4s$/, missing],
    ['a damaged picture in all renditions', /^v.\/6\.m4s$/, bad],
    ['a damaged init segment of the sound', /^a1\/init/, bad],
    ['the damaged init segments of all renditions', /^v.\/init/, bad],
  ])(
    '%s is asked for anew, past what the browser has cached, and nothing is left out',
    async (_what, of, answer) => {
      const asked = new Set<string>();
      const harness = await play(createDashTitle({ segmentCount: 30 }), {
        answer: (path) => {
          if (!of.test(path) || asked.has(path)) return undefined;
          asked.add(path);
          return answer;
        },
      });
      await harness.runUntil(() => harness.element.ended);
      expect(asked.size).toBeGreaterThan(0);
      expect(harness.ofType('failed')).toEqual([]);
      expect(harness.ofType('recovered')).toEqual([]);
      expect(harness.ofType('gap-jumped')).toEqual([]);
      const again = [...asked].flatMap((path) => {
        return harness.server.requests.filter(({ url }) => url === BASE + path).slice(1);
      });
      expect(again.length).toBeGreaterThan(0);
      expect(again.map(({ isFresh }) => isFresh)).toEqual(again.map(() => true));
    },
  );

  it('is asked for once more, with its init segment once in all', async () => {
    const harness = await play(createDashTitle({ segmentCount: 30 }), {
      answer: (path) => (/^v3\/\d*[02468]\.m4s$/.test(path) ? bad : undefined),
      decide: ({ renditions }) => {
        const renditionId = renditions.at(-1)?.id ?? '';
        return { renditionId, reason: 'the test wants it', estimateBps: null };
      },
    });
    await harness.runUntil(() => harness.element.ended);
    expect(harness.paths.filter((path) => path === 'v3/init.mp4').length).toBeLessThan(3);
    expect(harness.ofType('gap-jumped')).toEqual([]);
  });

  it('is not asked for by the second while a buffer lasts', async () => {
    const harness = await play(createDashTitle({ segmentCount: 30 }), {
      answer: (path) => (/^v.\/6\.m4s$/.test(path) ? missing : undefined),
    });
    await harness.runUntil(() => harness.element.ended);
    expect(harness.paths.filter((path) => /^v.\/6\.m4s$/.test(path))).toHaveLength(6); // three renditions, twice
    expect(harness.ofType('gap-jumped')).toHaveLength(1);
  });
});
