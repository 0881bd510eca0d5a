import { ENTRIES, isVia } from '../entries.ts';
import { measureStart } from './startup.ts';
import type { Suite } from './suite.ts';

const ALONE = ENTRIES.map(({ alone }) => alone);

export const engines: Suite = {
  title: 'Start through other engines',
  about:
    'Kinora through shaka-player and hls.js, which fetches its own code first, beside these alone. As for the start. ' +
    'Goal: no slower.',
  profiles: ['fibre', 'cable'],
  runs: 7,
  inAll: { runs: 1, profiles: ['cable'] },
  isFor: (entry) => isVia(entry) || ALONE.includes(entry.id),
  measure: measureStart,
};
