import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandTemplate } from './url-template.ts';

const values = { RepresentationID: 'v$1', Bandwidth: 500000, Number: 42, Time: 12345678901234 };

describe('expandTemplate', () => {
  it.each([
    ['$RepresentationID$/$Number$.m4s', 'v$1/42.m4s'],
    ['$Number%05d$-$Bandwidth%3d$', '00042-500000'],
    ['$Time%x$-$Number%04X$-$Number%03o$', '$Time%x$-002A-052'],
    ['a$$b$$$Number$', 'a$b$42'],
    ['$Time$_$SubNumber%02d$', '12345678901234_01'],
    ['$Unknown$ $Number', '$Unknown$ $Number'],
    ['$RepresentationID%09d$', 'v$1'],
    ['$Number%0999999999d$', `${'0'.repeat(30)}42`],
  ])('%s → %s', (template, expected) => {
    expect(expandTemplate(template, values)).toBe(expected);
  });

  it('leaves what it has no value for', () => {
    expect(expandTemplate('$Number$/$Time$', { RepresentationID: '', Bandwidth: 0 })).toBe('$Number$/$Time$');
  });

  it('pads to the width, and the number reads back', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 20 }), (number, width) => {
        const text = expandTemplate(`$Number%0${width}d$`, { ...values, Number: number });
        expect(Number(text)).toBe(number);
        expect(text.length).toBe(Math.max(width, String(number).length));
      }),
    );
  });

  it('never throws nor grows beyond measure', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('$', '%', '0', '9', 'd', 'x', 'Number', 'Time', 'a') }),
        (text) => {
          expect(expandTemplate(text, values).length).toBeLessThanOrEqual(text.length * 16 + 32);
        },
      ),
    );
  });
});
