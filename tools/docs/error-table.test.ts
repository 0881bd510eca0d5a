import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readErrorRows, writeErrorPage } from './error-table.ts';

const SAMPLE = `
export interface ErrorContexts {
  /** It broke. Mend it. */
  'a-code': { url: string; codes: readonly string[] };
  /** The rest. */
  other: { of: 'a' | 'b' };
}
const RETRYABLE: readonly ErrorCode[] = ['other'];
`;

describe('readErrorRows', () => {
  it('reads comment, context and retryability', () => {
    expect(readErrorRows(SAMPLE)).toEqual([
      {
        code: 'a-code',
        meaning: 'It broke. Mend it.',
        fields: ['url: string', 'codes: readonly string[]'],
        isRetryable: false,
      },
      { code: 'other', meaning: 'The rest.', fields: [`of: 'a' | 'b'`], isRetryable: true },
    ]);
  });

  it('refuses a code without a comment', () => {
    const bare = SAMPLE.replace('/** The rest. */', '');
    expect(() => readErrorRows(bare)).toThrow('The error code other has no comment');
  });
});

describe('docs/errors.md', () => {
  it('is what src/core/errors.ts says (if not: npm run docs:errors)', async () => {
    const root = new URL('../../', import.meta.url);
    const source = await readFile(new URL('src/core/errors.ts', root), 'utf8');
    const page = await readFile(new URL('docs/errors.md', root), 'utf8');
    expect(page).toBe(await writeErrorPage(readErrorRows(source)));
  });

  it('escapes what would break its table', async () => {
    expect(await writeErrorPage(readErrorRows(SAMPLE))).toContain(String.raw`of: 'a' \| 'b'`);
  });
});
