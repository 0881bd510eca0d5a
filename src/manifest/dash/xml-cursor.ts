import { manifestMalformed } from '../manifest-malformed.ts';

/** Goes over a text, forwards only, so that reading it takes linear time. */
export interface XmlCursor {
  readonly text: string;
  at: number;
  /** Takes what the sticky `pattern` matches here; empty where nothing. */
  take(pattern: RegExp): string;
  /** Takes `mark` if it stands here. */
  skip(mark: string): boolean;
  /** Goes behind the next `mark` and returns what lies before it. */
  takeUntil(mark: string, what: string): string;
  /** @throws PlayerError `manifest-malformed` that says where the cursor stands. */
  fail(problem: string): never;
}

export function createXmlCursor(text: string, url: string): XmlCursor {
  const cursor: XmlCursor = {
    text,
    at: 0,
    take(pattern) {
      pattern.lastIndex = cursor.at;
      const [found = ''] = pattern.exec(text) ?? [];
      cursor.at += found.length;
      return found;
    },
    skip(mark) {
      const isHere = text.startsWith(mark, cursor.at);
      if (isHere) cursor.at += mark.length;
      return isHere;
    },
    takeUntil(mark, what) {
      const start = cursor.at;
      const end = text.indexOf(mark, start);
      if (end < 0) cursor.fail(`${what} is not closed`);
      cursor.at = end + mark.length;
      return text.slice(start, end);
    },
    fail(problem) {
      const lines = text.slice(0, cursor.at).split('\n');
      const column = (lines[lines.length - 1] ?? '').length + 1;
      throw manifestMalformed(url, `${problem} at line ${lines.length}, column ${column}`);
    },
  };
  return cursor;
}
