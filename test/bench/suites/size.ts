import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { isPlayer } from '../entries.ts';
import type { Sample } from '../figures.ts';
import { TITLES } from '../titles.ts';
import { titleUrl, visiting, type RunContext, type Suite } from './suite.ts';

export const size: Suite = {
  title: 'Size',
  about:
    'Scripts downloaded before the first frame, kB (1000 bytes): gzip level 9, brotli level 11, and as they are; the ' +
    "bench's own page, some 1.5 kB, with every player. `npm run size` weighs Kinora alone.",
  profiles: ['cable'],
  runs: 1,
  inAll: { runs: 1 },
  isFor: isPlayer,
  measure,
};

async function measure(context: RunContext): Promise<Sample> {
  const { origin, entry } = context;
  const title = titleUrl(origin, TITLES[entry.protocol].first);
  const [paths, frameAtMs] = await visiting(context, { title }, async (visit) => {
    const start = await visit.ask('start', () => window.benchStart?.first, null);
    const originMs = await visit.ask('clock', () => performance.timeOrigin, null);
    return [[...origin.requests], originMs + (start?.firstFrameMs ?? 0)] as const;
  });
  const scripts = paths.filter(({ path, startMs }) => path.startsWith('/players/') && startMs < frameAtMs);
  const bodies = await Promise.all(
    [...new Set(scripts.map(({ path }) => path))].map((path) => origin.read(path)),
  );
  const sum = (sizeOf: (bytes: Uint8Array) => number): number =>
    bodies.reduce((total, bytes) => total + (bytes ? sizeOf(bytes) : 0), 0) / 1000;
  return {
    gzipKB: sum((bytes) => gzipSync(bytes, { level: 9 }).length),
    brotliKB: sum(
      (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
    ),
    rawKB: sum((bytes) => bytes.length),
    files: bodies.length,
  };
}
