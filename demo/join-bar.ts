import type { JoinPhase, JoinTime } from '../src/index.ts';
import { formatMs } from './figure-format.ts';
import { findElement, makeElement } from './find-element.ts';

/** What had come to its end when a phase was passed, and its colour. */
const STEPS: Readonly<Record<JoinPhase, readonly [words: string, colour: string]>> = {
  load: ['load() called', '#64748b'],
  'manifest-requested': ['manifest requested', '#94a3b8'],
  'manifest-received': ['manifest received', '#38bdf8'],
  'manifest-parsed': ['manifest parsed', '#818cf8'],
  'source-open': ['source opened', '#c084fc'],
  'first-segment-requested': ['segments requested', '#f472b6'],
  'first-bytes-received': ['first media bytes', '#fb923c'],
  'first-append': ['first append', '#fbbf24'],
  'first-frame': ['first frame', '#2dd4bf'],
};

/** Shows which part of the start-up took how long. */
export function showJoinTime(join: JoinTime | null): void {
  findElement('join-total', HTMLElement).textContent = formatMs(join?.totalMs ?? null);
  const passed = (Object.entries(join?.phases ?? {}) as [JoinPhase, number][]).sort(([, a], [, b]) => a - b);
  const steps = passed.slice(1).map(([phase, ms], index) => {
    const [words, colour] = STEPS[phase];
    return { words, colour, ms, tookMs: ms - (passed[index]?.[1] ?? 0) };
  });
  findElement('join-bar', HTMLElement).replaceChildren(
    ...steps.map(({ words, colour, tookMs }) => {
      const part = makeElement('i');
      part.style.setProperty('--key', colour);
      part.style.flexGrow = String(tookMs);
      part.title = `${words}: +${formatMs(tookMs)}`;
      return part;
    }),
  );
  findElement('join-steps', HTMLElement).replaceChildren(
    ...steps.map(({ words, colour, ms, tookMs }) => {
      const dot = makeElement('i');
      dot.style.setProperty('--key', colour);
      const item = makeElement(
        'li',
        '',
        dot,
        makeElement('span', words),
        makeElement('b', `+${formatMs(tookMs)}`),
      );
      item.title = `${formatMs(ms)} after load()`;
      return item;
    }),
  );
}
