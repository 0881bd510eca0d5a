import type { EngineName } from '../src/index.ts';
import { findElement, makeElement } from './find-element.ts';

const ENGINES: readonly EngineName[] = ['mse', 'hlsjs', 'shaka', 'native'];

/**
 * The menu that forces an engine: the page is loaded again with the choice in its address, as a player keeps its engines for
 * life. Returns the one that is forced now.
 */
export function connectEngineMenu(): EngineName | null {
  const query = new URLSearchParams(location.search);
  const forced = ENGINES.find((name) => name === query.get('engine')) ?? null;
  const menu = findElement('engine', HTMLSelectElement);
  for (const name of ['auto', ...ENGINES]) {
    const option = makeElement('option', name);
    option.value = name;
    menu.append(option);
  }
  menu.value = forced ?? 'auto';
  menu.addEventListener('change', () => {
    const next = new URLSearchParams(location.search);
    if (menu.value === 'auto') next.delete('engine');
    else next.set('engine', menu.value);
    location.search = next.toString();
  });
  return forced;
}
