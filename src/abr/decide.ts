import type { AbrDecision, AbrInput, AbrRendition } from '../model/abr.ts';
import { DEFAULT_ABR_CONFIG, type AbrConfig } from './abr-config.ts';
import { chooseStart } from './choose-start.ts';
import { DecideMemory } from './decide-memory.ts';
import { fitViewport } from './fit-viewport.ts';
import { planAhead, readPlan } from './plan-ahead.ts';
import { readLink, segmentSecOf, usefulBps, type Link } from './read-link.ts';
import { reconsiderTransfer } from './reconsider-transfer.ts';

/**
 * Chooses the rendition of the next segment, or whether one under way is worth its end. Pure: equal inputs give equal
 * decisions; `memory` only keeps what would be reckoned again.
 * @throws RangeError where there is no rendition to choose from
 */
export function decide(
  input: AbrInput,
  config: AbrConfig = DEFAULT_ABR_CONFIG,
  memory: DecideMemory = new DecideMemory(),
): AbrDecision {
  const candidates = fitViewport(input.renditions, input.viewport);
  if (candidates.length === 0) throw new RangeError('decide() needs at least one rendition');
  const link = memory.linkFor(input.samples, `${usefulBps(input)} ${segmentSecOf(input)}`, () =>
    readLink(input, config),
  );
  const choice = choose(candidates, input, link, config, memory);
  const estimateBps = link.source === 'assumed' ? null : link.estimateBps;
  const rendition = candidates[choice.position];
  if (!rendition) return { renditionId: input.inFlight?.renditionId ?? '', estimateBps, reason: choice.why };
  const isCut = candidates.length < input.renditions.length;
  const limit =
    choice.position < candidates.length - 1 ? null : isCut ? 'enough for the viewport' : input.limit;
  return {
    renditionId: rendition.id,
    estimateBps,
    reason: `${choice.why}${limit ? `, ${limit}` : ''}: ${describe(rendition)}; ${describeLink(link)}, ${input.bufferSec.toFixed(1)} s buffered`,
  };
}

interface Choice {
  /** Among the candidates; -1: what is under way is none of them, and goes on. */
  readonly position: number;
  readonly why: string;
}

function choose(
  candidates: readonly AbrRendition[],
  input: AbrInput,
  link: Link,
  config: AbrConfig,
  memory: DecideMemory,
): Choice {
  const current = candidates.findIndex(({ id }) => id === input.currentId);
  if (input.inFlight === null && input.awaitedSec !== null) {
    const { position, isHeldBack } = chooseStart(candidates, input, link, config);
    return { position, why: isHeldBack ? 'start, a better picture would come later' : 'start' };
  }
  const plan = readPlan(candidates, current, input, link, config, memory);
  if (input.inFlight) return reconsiderTransfer(candidates, input.inFlight, input.atMs, plan);
  const { position, risk } = planAhead(candidates, input, plan);
  const why = current < 0 ? 'change' : position > current ? 'up' : position < current ? 'down' : 'keep';
  return { position, why: risk > 0.01 ? `${why}, ${Math.round(risk * 100)} % risk of a stall` : why };
}

function describe({ height, bandwidthBps, id }: AbrRendition): string {
  return `${height === null ? id : `${height}p`} at ${formatMbps(bandwidthBps)}`;
}

function describeLink({ belief: { spread }, estimateBps, source }: Link): string {
  const give = source === 'measured' ? ` ± ${Math.round((Math.exp(spread) - 1) * 100)} %` : '';
  return `${formatMbps(estimateBps)}${give} ${source}`;
}

function formatMbps(bps: number): string {
  return `${(bps / 1e6).toFixed(2)} Mbit/s`;
}
