import type { AbrDecision, AbrInput, AbrRendition } from '../model/abr.ts';
import { DEFAULT_ABR_CONFIG, type AbrConfig } from './abr-config.ts';
import { chooseStart, highestKeptUp } from './choose-start.ts';
import { estimateLink, type LinkEstimate } from './estimate-link.ts';
import { fitViewport } from './fit-viewport.ts';
import type { Choice, Planner } from './planner.ts';

/**
 * Chooses the rendition of the next segment, or whether one under way is worth its end. Pure: equal inputs give equal
 * decisions; the planner only keeps what would be reckoned again. Without it (its code is not here yet) what is not a start
 * goes by throughput alone, and nothing is abandoned.
 * @throws RangeError where there is no rendition to choose from
 */
export function decide(
  input: AbrInput,
  planner: Planner | null,
  config: AbrConfig = DEFAULT_ABR_CONFIG,
): AbrDecision {
  const candidates = fitViewport(input.renditions, input.viewport);
  if (candidates.length === 0) throw new RangeError('decide() needs at least one rendition');
  const link = planner?.readLink(input, config) ?? estimateLink(input, config);
  const choice = choose(candidates, input, link, config, planner);
  const estimateBps = link.source === 'assumed' ? null : link.estimateBps;
  const rendition = candidates[choice.position];
  if (!rendition) return { renditionId: input.inFlight?.renditionId ?? '', estimateBps, reason: choice.why };
  const limit = choice.position < candidates.length - 1 ? null : limitOf(candidates, input);
  const sound = input.audioBps ? `, sound at ${formatMbps(input.audioBps)}` : '';
  return {
    renditionId: rendition.id,
    estimateBps,
    reason: `${choice.why}${limit ? `, ${limit}` : ''}: ${describe(rendition)}${sound}; ${describeLink(link)}, ${input.bufferSec.toFixed(1)} s buffered`,
  };
}

function choose(
  candidates: readonly AbrRendition[],
  input: AbrInput,
  link: LinkEstimate,
  config: AbrConfig,
  planner: Planner | null,
): Choice {
  const positionOf = (wanted: string | null): number => candidates.findIndex(({ id }) => id === wanted);
  const { inFlight } = input;
  if (inFlight === null && input.awaitedSec !== null) {
    const { position, isHeldBack } = chooseStart(candidates, input, link, config);
    return { position, why: isHeldBack ? 'start, a better picture would come later' : 'start' };
  }
  if (planner) return planner.choose(candidates, positionOf(input.currentId), input, config);
  if (inFlight) return { position: positionOf(inFlight.renditionId), why: 'keep the transfer' };
  return { position: highestKeptUp(candidates, input, link), why: 'by throughput alone' };
}

/** Why there is nothing better. */
function limitOf(
  candidates: readonly AbrRendition[],
  { renditions, limit }: AbrInput,
): string | null | undefined {
  return candidates.length < renditions.length ? 'enough for the viewport' : limit;
}

function describe({ height, bandwidthBps, id }: AbrRendition): string {
  return `${height === null ? id : `${height}p`} at ${formatMbps(bandwidthBps)}`;
}

function describeLink({ spread, estimateBps, source }: LinkEstimate): string {
  const give =
    source === 'measured' && spread !== null ? ` ± ${Math.round((Math.exp(spread) - 1) * 100)} %` : '';
  return `${formatMbps(estimateBps)}${give} ${source}`;
}

function formatMbps(bps: number): string {
  return `${(bps / 1e6).toFixed(2)} Mbit/s`;
}
