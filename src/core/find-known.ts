import { PlayerError } from './errors.ts';

/** The one that an id stands for. @throws PlayerError `track-unknown`, `rendition-unknown` where it stands for none */
export function findKnown<T extends { readonly id: string }>(
  what: 'track' | 'rendition',
  id: string,
  choices: readonly T[],
): T {
  const found = choices.find((one) => one.id === id);
  if (!found) throw new PlayerError(`${what}-unknown`, `There is no ${what} "${id}" to choose here.`, { id });
  return found;
}
