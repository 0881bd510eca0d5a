import { allowedRenditions } from '../abr/allowed-renditions.ts';
import type { AbrConfig } from '../abr/abr-config.ts';
import { decide } from '../abr/decide.ts';
import { DecideMemory } from '../abr/decide-memory.ts';
import type { ThroughputMemory } from '../abr/throughput-memory.ts';
import type { Clock } from '../core/clock.ts';
import type { Scope } from '../core/scope.ts';
import type { NetworkInfo } from '../core/network-info.ts';
import type { Decide, EngineAbrInput } from '../model/abr.ts';

/** What has changed by less than this share is not worth remembering again. */
const NOTABLE_CHANGE = 0.1;

/** When what later decisions need is begun: the media that came with the first one is on its way to the screen by then. */
const PREPARE_AFTER_MS = 100;
/** Between two parts of it: each takes some milliseconds of a slow TV. */
const PREPARE_EVERY_MS = 4;

/** What a viewer who saves data sees at the most: on a phone hardly worse, for a third of what 1080p takes. */
const DATA_SAVER = { maxHeight: 480 };

/**
 * The ABR controller of one load, told what is remembered of the network; it remembers what this load measures. As long as
 * the scope lasts it makes ready what later decisions will need; without one, they make it when they need it.
 */
export function createDecide(
  config: AbrConfig,
  networkInfo: NetworkInfo,
  memory: ThroughputMemory,
  clock: Clock,
  scope: Scope | null = null,
): Decide {
  const network = networkInfo.kind();
  const priorBps = memory.recall(network, clock.epochMs());
  const decideMemory = new DecideMemory();
  let knownBps = priorBps ?? 0;
  let isPreparing = false;
  const prepareIn = (ms: number): void => {
    if (isPreparing || decideMemory.isReady) return;
    isPreparing = true;
    scope?.timer(() => {
      decideMemory.prepare();
      isPreparing = false;
      prepareIn(PREPARE_EVERY_MS);
    }, ms);
  };
  return (input) => {
    const saved = config.heedDataSaver && !input.inFlight && networkInfo.savesData() ? thrifty(input) : input;
    const decision = decide({ ...saved, priorBps, hintBps: networkInfo.downlinkBps() }, config, decideMemory);
    prepareIn(PREPARE_AFTER_MS);
    const { estimateBps } = decision;
    if (estimateBps !== null && Math.abs(estimateBps - knownBps) > NOTABLE_CHANGE * knownBps) {
      knownBps = estimateBps;
      memory.remember(network, estimateBps, clock.epochMs());
    }
    return decision;
  };
}

function thrifty(input: EngineAbrInput): EngineAbrInput {
  const renditions = allowedRenditions(input.renditions, DATA_SAVER);
  return renditions.length < input.renditions.length
    ? { ...input, renditions, limit: 'to save data' }
    : input;
}
