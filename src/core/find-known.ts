import { PlayerError } from './errors.ts';

/** What an app chooses by its id. */
type Choosable = 'track' | 'rendition';

/** The one that an id stands for. @throws PlayerError `track-unknown`, `rendition-unknown` where it stands for none */
export function findKnown<T extends { readonly id: string }>(
  what: Choosable,
  id: string,
  choices: readonly T[],
): T {
  const found = choices.find((one) => one.id === id);
  if (!found) throw unknownChoice(what, id);
  return found;
}

export function unknownChoice(what: Choosable, id: string): PlayerError {
  return new PlayerError(`${what}-unknown`, `There is no ${what} "${id}" to choose here.`, { id });
}
