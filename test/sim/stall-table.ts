import { markdownTable } from '../../tools/docs/markdown-table.ts';
import type { AvoidableStalls } from './avoidable-stalls.ts';
import type { RuleFigures } from './evaluate.ts';

/** What rules stalled where they need not have, in the order given. Empty where every session has to stall. */
export function stallTable(rows: readonly (readonly [string, RuleFigures])[]): readonly string[] {
  const [first] = rows;
  if (!first?.[1].avoidable) return [];
  const [, { avoidable, groups }] = first;
  const names = Object.keys(groups).filter((name) => groups[name]?.avoidable);
  const cells = rows.map(([rule, figures]) => [
    rule,
    describe(figures.avoidable),
    ...names.map((name) => describe(figures.groups[name]?.avoidable)),
  ]);
  const counts = names.map((name) => `${name} ${groups[name]?.avoidable?.traces ?? 0}`).join(', ');
  return [
    `Stalls where none is needed: per cent of the time, and how many sessions stall, of the ${avoidable.traces} that a player ` +
      `of the smallest segments plays without (${counts}).`,
    markdownTable(['rule', 'all', ...names], cells),
  ];
}

function describe(stalls: AvoidableStalls | undefined): string {
  if (!stalls) return '';
  const { traces, stallRatio, stalledSessions } = stalls;
  const sessions = Math.round(traces * stalledSessions);
  return stallRatio === 0 ? '0' : `${(100 * stallRatio).toFixed(3)}, ${sessions}`;
}
