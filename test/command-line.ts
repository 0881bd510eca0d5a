/** What commands of the tests read alike. */

/** Reads the command line; ends the process with the message and the usage where it is no good. */
export function readOrExit<Options>(read: () => Options, usage: string): Options {
  try {
    return read();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

/** @throws Error where the word is none of what is known */
export function oneOf<Word extends string>(
  noun: string,
  word: string,
  known: Readonly<Record<Word, unknown>>,
): Word {
  if (!Object.hasOwn(known, word)) throw new Error(`There is no ${noun} ${word}.`);
  return word as Word;
}

/** @throws Error where it is none */
export function wholeFromOne(option: string, word: string): number {
  const value = Number(word);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${option} takes a whole number from 1 on, not ${word}.`);
  return value;
}
