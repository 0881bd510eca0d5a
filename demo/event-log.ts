import type { Player, PlayerEventMap } from '../src/index.ts';
import { formatBytes, formatMbps, formatMs } from './figure-format.ts';
import { findElement, makeElement } from './find-element.ts';

/** More than these are dropped, oldest first: the log must not grow with the length of a film. */
const MAX_ENTRIES = 400;

type Weight = 'plain' | 'good' | 'warm' | 'bad';
type Words = { readonly [K in keyof PlayerEventMap]: (event: PlayerEventMap[K]) => string };

const WORDS: Words = {
  enginechange: ({ from, to, reason }) => `${from ? `${from} → ` : ''}${to}: ${reason}`,
  statechange: ({ from, to }) => `${from} → ${to}`,
  presentation: ({ presentation }) =>
    `${presentation.protocol}, ${presentation.durationSec?.toFixed(2) ?? '?'} s`,
  trackschange: ({ tracks }) => `${tracks.length} tracks`,
  renditionschange: ({ renditions }) => `${renditions.length} renditions`,
  renditionchange: ({ rendition, renditionId }) =>
    rendition?.height ? `${rendition.height}p, ${formatMbps(rendition.bandwidthBps)}` : renditionId,
  decision: ({ decision }) => `${decision.renditionId}: ${decision.reason}`,
  stallstart: ({ positionSec }) => `at ${positionSec.toFixed(2)} s`,
  stallend: ({ durationMs }) => `after ${formatMs(durationMs)}`,
  gapjump: ({ gap }) => `${gap.startSec.toFixed(2)} → ${gap.endSec.toFixed(2)} s`,
  mediaevent: ({ event }) => `${event.schemeIdUri} at ${event.startSec.toFixed(2)} s`,
  transfer: ({ sample }) =>
    `${sample.trackKind ?? ''} ${sample.type}: ${formatBytes(sample.bytes)} in ${formatMs(sample.endMs - sample.startMs)}`.trim(),
  recovered: ({ from, how }) => `${from.code}: ${how}`,
  warning: ({ error }) => error.message,
  error: ({ error }) => error.message,
  phase: ({ phase, sinceLoadMs }) => `${phase}, ${formatMs(sinceLoadMs)}`,
  ended: () => 'the end is reached',
};

const WEIGHTS: Readonly<Partial<Record<keyof PlayerEventMap, Weight>>> = {
  renditionchange: 'good',
  phase: 'good',
  stallstart: 'warm',
  stallend: 'warm',
  gapjump: 'warm',
  recovered: 'warm',
  warning: 'warm',
  error: 'bad',
};

/** Lists every event of the player, newest first, with the seconds since `load()`. */
export function connectEventLog(player: Player): void {
  const list = findElement('log', HTMLElement);
  const segments = findElement('log-segments', HTMLInputElement);
  segments.addEventListener('change', () => {
    list.classList.toggle('with-segments', segments.checked);
  });
  const isRoutine = makeRoutineTest();
  let loadedAtMs = 0;
  player.on('phase', ({ phase, atMs }) => {
    if (phase !== 'load') return;
    loadedAtMs = atMs;
    list.replaceChildren();
  });
  for (const type of Object.keys(WORDS) as (keyof PlayerEventMap)[]) {
    player.on(type, (event) => {
      const describe = WORDS[type] as (event: PlayerEventMap[keyof PlayerEventMap]) => string;
      const time = makeElement('time', ((event.atMs - loadedAtMs) / 1000).toFixed(3));
      const entry = makeElement('li', '', time, makeElement('b', type), makeElement('span', describe(event)));
      entry.classList.toggle('routine', isRoutine(type, event));
      entry.dataset['weight'] = WEIGHTS[type] ?? 'plain';
      list.prepend(entry);
      while (list.childElementCount > MAX_ENTRIES) list.lastElementChild?.remove();
    });
  }
}

/** What comes with each segment would bury the rest: transfers, and decisions that leave things as they are. */
function makeRoutineTest(): (type: keyof PlayerEventMap, event: object) => boolean {
  let chosenId = '';
  return (type, event) => {
    if (!('decision' in event)) return type === 'transfer';
    const { renditionId } = (event as PlayerEventMap['decision']).decision;
    const isSame = renditionId === chosenId;
    chosenId = renditionId;
    return isSame;
  };
}
