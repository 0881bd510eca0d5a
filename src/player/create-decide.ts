import { allowedRenditions } from '../abr/allowed-renditions.ts';
import type { AbrConfig } from '../abr/abr-config.ts';
import { decide } from '../abr/decide.ts';
import { needsPlan } from '../abr/needs-plan.ts';
import type { Planner } from '../abr/planner.ts';
import type { Scope } from '../core/scope.ts';
import type { AbrDecision, AbrInput, Decide, EngineAbrInput } from '../model/abr.ts';
import { guardAppDecide } from './guard-app-decide.ts';
import type { LoadSetup } from './load-setup.ts';

/** What has changed by less than this share is not worth remembering again. */
const NOTABLE_CHANGE = 0.1;

/** When what later decisions need is begun: the media that came with the first one is on its way to the screen by then. */
const PREPARE_AFTER_MS = 100;
/** Between two bits of it. */
const PREPARE_EVERY_MS = 4;

/** What a viewer who saves data sees at the most: on a phone hardly worse, for a third of what 1080p takes. */
const DATA_SAVER = { maxHeight: 480 };

type DecideSetup = Pick<LoadSetup, 'networkInfo' | 'memory' | 'clock' | 'plannerCode' | 'log'>;

/**
 * The ABR controller of one load, told what is remembered of the network; it remembers what this load measures. As long as
 * the scope lasts it makes ready what later decisions will need; without one, they make it when they need it. The planner's
 * code is asked for by the first decision that needs it, at the latest, and not waited for.
 */
export function createDecide(
  config: AbrConfig,
  { networkInfo, memory, clock, plannerCode, log }: DecideSetup,
  scope: Scope | null = null,
): Decide {
  const network = networkInfo.kind();
  const priorBps = memory.recall(network, clock.epochMs());
  const byItself = (input: AbrInput): AbrDecision => decide(input, plannerCode.planner, config);
  const choose = config.decide ? guardAppDecide(config.decide, byItself, log) : byItself;
  let knownBps = priorBps ?? 0;
  let isPreparing = false;
  const prepareIn = (ms: number, planner: Planner): void => {
    if (isPreparing || planner.isReady) return;
    isPreparing = true;
    scope?.timer(() => {
      planner.prepareBit(() => clock.nowMs());
      isPreparing = false;
      prepareIn(PREPARE_EVERY_MS, planner);
    }, ms);
  };
  return (input) => {
    const savesData = config.heedDataSaver && networkInfo.savesData();
    const saved = savesData && !input.inFlight ? thrifty(input) : input;
    const isPlanned = needsPlan(input);
    if (isPlanned) plannerCode.fetch();
    const { planner } = plannerCode;
    const full = { ...saved, priorBps, hintBps: networkInfo.downlinkBps() };
    const decision = choose(full);
    if (planner && isPlanned) prepareIn(PREPARE_AFTER_MS, planner);
    const { estimateBps } = decision;
    if (estimateBps !== null && Math.abs(estimateBps - knownBps) > NOTABLE_CHANGE * knownBps) {
      knownBps = estimateBps;
      memory.remember(network, estimateBps, clock.epochMs());
    }
    return savesData ? { ...decision, savesData } : decision; // the sound heeds it, too
  };
}

function thrifty(input: EngineAbrInput): EngineAbrInput {
  const renditions = allowedRenditions(input.renditions, DATA_SAVER);
  return renditions.length < input.renditions.length
    ? { ...input, renditions, limit: 'to save data' }
    : input;
}
