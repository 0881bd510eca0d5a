import type { Fault } from '../fixtures/origin/fault.ts';
import type { Origin } from '../fixtures/origin/start-origin.ts';
import type { Random } from '../fixtures/seeded-random.ts';
import type { Act } from './page/viewer-acts.ts';
import type { PlayerPage } from './player-page.ts';

const FAULTS: readonly Omit<Fault, 'path' | 'times'>[] = [
  { status: 404 },
  { status: 503 },
  { isDropped: true },
  { isSilent: true },
  { body: 'garbage' },
  { body: '' },
  { truncateAt: 0.4 },
  { truncateAt: 0.4, isTruncationHidden: true },
  { stallAt: 0.3 },
  { latencyMs: 1500 },
  { bytesPerSec: 30_000 },
];
const PATHS = [
  /\.(m4s|mp4|ts|webm|aac)$/,
  /video/,
  /audio/,
  /init/,
  /\/5\./,
  /\/[3-9]\./,
  /360|240/,
  /1080|720|480/,
];
const ACTIONS: readonly Act[] = [
  'seek',
  'pause',
  'play',
  'play',
  'pin',
  'track',
  'still',
  'fast',
  'none',
  'none',
];

export interface Disturbance {
  readonly player: PlayerPage;
  readonly origin: Origin;
  readonly random: Random;
  /** Where seeks go at the farthest. */
  readonly durationSec: number;
  /** How often the server does something wrong, from 0 to 1. */
  readonly faultShare: number;
}

/** Perhaps a fault of the server, then something that the viewer does, and a while for both to take effect. */
export async function disturb({
  player,
  origin,
  random,
  durationSec,
  faultShare,
}: Disturbance): Promise<void> {
  if (random() < faultShare) spoil(origin, random);
  await player.act(pickFrom(ACTIONS, random), random(), durationSec);
  await player.page.waitForTimeout(200 + random() * 800); // as viewers do: for no event
}

/** From here on some requests meet a server at fault. */
export function spoil(origin: Origin, random: Random): void {
  origin.addFault({
    path: pickFrom(PATHS, random),
    times: 1 + Math.floor(random() * 4),
    ...pickFrom(FAULTS, random),
  });
}

function pickFrom<One>(list: readonly One[], random: Random): One {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new Error('there is nothing to pick from');
  return one;
}
