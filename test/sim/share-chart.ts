import type { ScenarioFigures } from './evaluate.ts';
import { kinora } from './rules/kinora.ts';
import { COLOURS, element, escapeText, line, picture, text } from './svg.ts';

const WIDTH = 760;
const ROW = 28;
const TOP = 44;
const [LEFT, RIGHT] = [110, 30];
/** The scale begins here, or lower where ours or the best other one is; what is below is drawn at the edge. */
const LEAST = 40;
const STEP = 10;

/** A row a group: every rule is a dot at its share, the best other one is named. */
export function drawShares(figures: ScenarioFigures): string {
  const groups = Object.keys(Object.values(figures)[0]?.groups ?? {});
  const height = TOP + ROW * groups.length + 10;
  const least = leastOf(figures, groups);
  const xOf = (share: number): number =>
    LEFT + ((Math.min(100, Math.max(least, share)) - least) / (100 - least)) * (WIDTH - LEFT - RIGHT);
  const marks = Array.from({ length: (100 - least) / STEP + 1 }, (_, index) => least + STEP * index);
  const scale = marks.map(
    (share) =>
      line(xOf(share), TOP - 8, xOf(share), height - 10) +
      text(xOf(share), TOP - 14, `${share} %`, { 'text-anchor': 'middle' }),
  );
  const rows = groups.map((group, row) => {
    const y = TOP + ROW * (row + 0.5);
    return text(LEFT - 12, y + 4, group, { 'text-anchor': 'end' }) + drawRow(figures, group, y, xOf);
  });
  const title = text(LEFT, 14, `share of the clairvoyant: ${kinora.name}`, { fill: COLOURS.ours });
  const legend = text(LEFT + 230, 14, 'best other rule', { fill: COLOURS.other });
  return picture(WIDTH, height, [
    title,
    legend,
    text(LEFT + 340, 14, 'others', { fill: COLOURS.grey }),
    ...scale,
    ...rows,
  ]);
}

function leastOf(figures: ScenarioFigures, groups: readonly string[]): number {
  const shown = groups.flatMap((group) => {
    const share = (rule: string): number => figures[rule]?.groups[group]?.share ?? LEAST;
    return [
      share(kinora.name),
      Math.max(
        ...Object.keys(figures)
          .filter((rule) => rule !== kinora.name)
          .map(share),
      ),
    ];
  });
  return Math.max(0, STEP * Math.floor(Math.min(LEAST, ...shown) / STEP));
}

function drawRow(figures: ScenarioFigures, group: string, y: number, xOf: (share: number) => number): string {
  const shares = Object.entries(figures)
    .map(([rule, { groups }]) => ({ rule, share: groups[group]?.share ?? 0 }))
    .sort((one, other) => one.share - other.share);
  const best = shares.filter(({ rule }) => rule !== kinora.name).at(-1)?.rule;
  const dots = shares.map(({ rule, share }) => {
    const fill = rule === kinora.name ? COLOURS.ours : rule === best ? COLOURS.other : COLOURS.grey;
    const title = element('title', {}, escapeText(`${rule} ${share.toFixed(1)} %`));
    return element('circle', { cx: xOf(share), cy: y, r: fill === COLOURS.grey ? 3.5 : 5, fill }, title);
  });
  const named = shares.find(({ rule }) => rule === best);
  const name = named
    ? text(xOf(named.share), y - 7, named.rule, {
        'text-anchor': 'middle',
        'font-size': 9,
        fill: COLOURS.other,
      })
    : '';
  return line(LEFT, y, WIDTH - RIGHT, y) + dots.join('') + name;
}
