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

interface Share {
  readonly rule: string;
  readonly share: number;
}

/** A group's, ascending. */
interface Row {
  readonly group: string;
  readonly shares: readonly Share[];
  /** Of the other rules. */
  readonly best: Share | undefined;
}

/** A row a group: every rule is a dot at its share, the best other one is named. */
export function drawShares(figures: ScenarioFigures): string {
  const groups = Object.keys(Object.values(figures)[0]?.groups ?? {});
  const rows = groups.map((group) => rowOf(figures, group));
  const height = TOP + ROW * rows.length + 10;
  const least = leastOf(rows);
  const xOf = (share: number): number =>
    LEFT + ((Math.min(100, Math.max(least, share)) - least) / (100 - least)) * (WIDTH - LEFT - RIGHT);
  const marks = Array.from({ length: (100 - least) / STEP + 1 }, (_, index) => least + STEP * index);
  const scale = marks.map(
    (share) =>
      line(xOf(share), TOP - 8, xOf(share), height - 10) +
      text(xOf(share), TOP - 14, `${share} %`, { 'text-anchor': 'middle' }),
  );
  const drawn = rows.map((row, index) => {
    const y = TOP + ROW * (index + 0.5);
    return text(LEFT - 12, y + 4, row.group, { 'text-anchor': 'end' }) + drawRow(row, y, xOf);
  });
  const title = text(LEFT, 14, `share of the clairvoyant: ${kinora.name}`, { fill: COLOURS.ours });
  const legend = text(LEFT + 230, 14, 'best other rule', { fill: COLOURS.other });
  return picture(WIDTH, height, [
    title,
    legend,
    text(LEFT + 340, 14, 'others', { fill: COLOURS.grey }),
    ...scale,
    ...drawn,
  ]);
}

/** Where the scale begins, so that ours and the best other rule of each group are on it. */
function leastOf(rows: readonly Row[]): number {
  const shown = rows.flatMap(({ shares, best }) =>
    shares.filter(({ rule }) => rule === kinora.name || rule === best?.rule).map(({ share }) => share),
  );
  return Math.max(0, STEP * Math.floor(Math.min(LEAST, ...shown) / STEP));
}

function rowOf(figures: ScenarioFigures, group: string): Row {
  const shares = Object.entries(figures)
    .map(([rule, { groups }]) => ({ rule, share: groups[group]?.share ?? 0 }))
    .sort((one, other) => one.share - other.share);
  return { group, shares, best: shares.filter(({ rule }) => rule !== kinora.name).at(-1) };
}

function drawRow({ shares, best }: Row, y: number, xOf: (share: number) => number): string {
  const dots = shares.map(({ rule, share }) => {
    const fill = rule === kinora.name ? COLOURS.ours : rule === best?.rule ? COLOURS.other : COLOURS.grey;
    const title = element('title', {}, escapeText(`${rule} ${share.toFixed(1)} %`));
    return element('circle', { cx: xOf(share), cy: y, r: fill === COLOURS.grey ? 3.5 : 5, fill }, title);
  });
  const name = best
    ? text(xOf(best.share), y - 7, best.rule, {
        'text-anchor': 'middle',
        'font-size': 9,
        fill: COLOURS.other,
      })
    : '';
  return line(LEFT, y, WIDTH - RIGHT, y) + dots.join('') + name;
}
