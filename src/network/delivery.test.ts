import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFakeTransport, type FakeAnswer } from '../../test/fixtures/fake-transport.ts';
import { createVirtualClock } from '../../test/fixtures/virtual-clock.ts';
import type { TransportRequest } from '../core/transport.ts';
import type { ByteRange } from '../model/segment.ts';
import { createNetwork } from './create-network.ts';
import { DEFAULT_NETWORK_CONFIG } from './network-config.ts';

/** How one answer of a capricious server is formed. */
interface Whim {
  /** Ignores the Range header and sends the whole resource. */
  readonly isWhole: boolean;
  /** Hides the headers that CORS hides. */
  readonly isMute: boolean;
  /** Sends this many bytes, then breaks off or ends early. */
  readonly breakAfter: number;
  readonly isSilentBreak: boolean;
  readonly failure: 'none' | 'connection' | '503';
  readonly chunkBytes: number;
}

const whim: fc.Arbitrary<Whim> = fc.record({
  isWhole: fc.boolean(),
  isMute: fc.boolean(),
  breakAfter: fc.integer({ min: 0, max: 60 }),
  isSilentBreak: fc.boolean(),
  failure: fc.constantFrom('none', 'none', 'none', 'connection', '503'),
  chunkBytes: fc.integer({ min: 1, max: 20 }),
});

const PATIENT = { firstByteTimeoutMs: 1000, betweenBytesTimeoutMs: 1000, maxAttempts: 30 };

function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

/** Answers as RFC 9110 §14 allows; breaks as the whim says, or not at all when `mood` is null. */
function answerTo(request: TransportRequest, resource: Uint8Array, mood: Whim | null): FakeAnswer {
  if (mood && mood.failure !== 'none')
    return mood.failure === '503' ? { status: 503 } : { then: 'break-before-head' };
  const asked = mood?.isWhole ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers['Range'] ?? '');
  if (!asked) return toAnswer(200, resource, {}, mood);
  const total = resource.length;
  const start = Number(asked[1]);
  const end = asked[2] === '' ? total : Math.min(Number(asked[2]) + 1, total);
  if (start >= total) return { status: 416, headers: { 'content-range': `bytes */${total}` } };
  const headers = { 'content-range': `bytes ${start}-${end - 1}/${total}` };
  return toAnswer(206, resource.subarray(start, end), mood?.isMute ? {} : headers, mood);
}

function toAnswer(
  status: number,
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
  mood: Whim | null,
): FakeAnswer {
  const shown = body.subarray(0, mood?.breakAfter);
  return {
    status,
    headers: { ...headers, 'content-length': String(body.length) },
    chunks: chunksOf(shown, mood?.chunkBytes ?? 7),
    then: shown.length < body.length && !mood?.isSilentBreak ? 'break' : 'end',
  };
}

const range: fc.Arbitrary<ByteRange | null> = fc.option(
  fc.record({ start: fc.integer({ min: 0, max: 59 }), end: fc.option(fc.integer({ min: 0, max: 99 })) }),
);

it('delivers exactly the asked bytes, once and in order, whatever breaks (property)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 60, maxLength: 60 }),
      range.filter((asked) => asked?.end == null || asked.end >= asked.start),
      fc.array(whim, { maxLength: 12 }),
      fc.boolean(),
      async (resource, asked, whims, isProgressive) => {
        const clock = createVirtualClock();
        const fake = createFakeTransport(clock, (request, i) =>
          answerTo(request, resource, whims[i] ?? null),
        );
        const request = createNetwork({
          ...{ transport: fake.transport, clock, random: () => 0.1, onTransfer: () => undefined },
          config: {
            ...DEFAULT_NETWORK_CONFIG,
            policies: { ...DEFAULT_NETWORK_CONFIG.policies, segment: PATIENT },
          },
        });
        const seen: number[] = [];
        const done = request({
          type: 'segment',
          urls: ['https://a.example/', 'https://b.example/'],
          range: asked,
          signal: new AbortController().signal,
          ...(isProgressive && { onData: (bytes: Uint8Array) => seen.push(...bytes) }),
        });
        await clock.advance(60_000);
        const { bytes } = await done;
        const end = asked?.end == null ? undefined : asked.end + 1;
        const expected = [...resource.subarray(asked?.start ?? 0, end)];
        expect(isProgressive ? seen : [...bytes]).toEqual(expected);
        expect(fake.requests.length).toBeLessThanOrEqual(whims.length + 1);
        expect([clock.timerCount, fake.activeCount]).toEqual([0, 0]);
      },
    ),
    { numRuns: 300 },
  );
});

it('makes a bounded number of requests, never two at once, whatever fails (property)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(0, 404, 408, 416, 429, 500, 503), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 7 }),
      async (statuses, urlCount) => {
        const clock = createVirtualClock();
        const fake = createFakeTransport(clock, (_, i) => {
          expect(fake.activeCount).toBe(1);
          const status = statuses[i % statuses.length] ?? 0;
          return status === 0 ? { then: 'break-before-head' } : { status };
        });
        const request = createNetwork({
          ...{ transport: fake.transport, clock, random: () => 0.9, onTransfer: () => undefined },
        });
        const urls = Array.from({ length: urlCount }, (_, i) => `https://${i}.example/`);
        const done = request({ type: 'segment', urls, signal: new AbortController().signal });
        const outcome = expect(done).rejects.toMatchObject({ name: 'PlayerError' });
        await clock.advance(60_000);
        await outcome;
        expect(fake.requests.length).toBeLessThanOrEqual(5 * urlCount);
        expect(clock.timerCount).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});
