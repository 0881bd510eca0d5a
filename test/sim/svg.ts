/** Pieces of the charts: 12 px text, one accent, everything else grey. */
export const COLOURS = {
  ours: '#d9480f',
  other: '#1c7ed6',
  grey: '#adb5bd',
  text: '#343a40',
  line: '#e9ecef',
} as const;

type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, content = ''): string {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${show(value)}"`);
  return `<${name}${words.join('')}>${content}</${name}>`;
}

export function text(x: number, y: number, words: string, more: Attributes = {}): string {
  return element('text', { x, y, fill: COLOURS.text, ...more }, escapeText(words));
}

export function line(x1: number, y1: number, x2: number, y2: number, stroke: string = COLOURS.line): string {
  return element('line', { x1, y1, x2, y2, stroke });
}

export function polyline(
  points: readonly (readonly [number, number])[],
  stroke: string,
  width = 1.5,
): string {
  const list = points.map(([x, y]) => `${show(x)},${show(y)}`).join(' ');
  return element('polyline', { points: list, fill: 'none', stroke, 'stroke-width': width });
}

/** A whole picture on white, since it is looked at on any background. */
export function picture(width: number, height: number, parts: readonly string[]): string {
  const font = { 'font-family': 'system-ui, sans-serif', 'font-size': 12 };
  const frame = { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height };
  const ground = element('rect', { width, height, fill: '#fff' });
  return `${element('svg', { ...frame, ...font }, `\n${[ground, ...parts].join('\n')}\n`)}\n`;
}

export function escapeText(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function show(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;
}
