export interface TemplateValues {
  readonly RepresentationID: string;
  readonly Bandwidth: number;
  readonly Number?: number;
  readonly Time?: number;
}

/** Wider fields than any number in use; a manifest must not make us build huge strings. */
const MAX_WIDTH = 32;
const IDENTIFIER = /\$(?:(RepresentationID|Bandwidth|Number|SubNumber|Time)(?:%0?(\d{1,9})([diuxXo]))?)?\$/g;

/**
 * Fills in a URL template. What it has no value for stays as it is; `$SubNumber$` is always the first.
 * @see ISO/IEC 23009-1 §5.3.9.4.4
 */
export function expandTemplate(template: string, values: TemplateValues): string {
  const known: Readonly<Record<string, string | number | undefined>> = { ...values, SubNumber: 1 };
  return template.replace(IDENTIFIER, (found, name?: string, width?: string, format?: string) => {
    if (name === undefined) return '$';
    const value = known[name];
    if (typeof value !== 'number') return value ?? found;
    const digits = value.toString(format === 'o' ? 8 : /x/i.test(format ?? '') ? 16 : 10);
    const padded = digits.padStart(Math.min(Number(width ?? 1), MAX_WIDTH), '0');
    return format === 'X' ? padded.toUpperCase() : padded;
  });
}
