import { PlayerError } from '../core/errors.ts';

/** Every property optional, at every depth; lists and functions are taken whole. */
export type DeepPartial<T> = T extends readonly unknown[] | ((...args: never[]) => unknown)
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

/** A timer that is set for more than 2^31 ms fires at once, and nothing that is measured here needs more. */
const MAX_NUMBER = 1e9;

/**
 * The defaults with what was given laid over them. The defaults are the schema: an unknown name or a value of another
 * type is refused. Numbers are above 0 and at most 1e9 (Infinity only where that is the default);
 * lists are of strings. Where a default is null, anything is taken.
 * @throws PlayerError `config-invalid`, with the path of the option
 */
export function resolveConfig<T extends object>(
  defaults: T,
  given: DeepPartial<NoInfer<T>> | null | undefined,
  path: string,
): T {
  if (given === undefined) return defaults;
  assertObject(given, path);
  const resolved = { ...defaults };
  const names = Object.keys(defaults);
  for (const [name, value] of Object.entries(given)) {
    const option = `${path}.${name}`;
    if (!names.includes(name)) throw invalidOption(option, `one of ${names.join(', ')}`);
    if (value === undefined) continue;
    const key = name as keyof T;
    resolved[key] = resolveValue(defaults[key], value, option) as T[keyof T];
  }
  return resolved;
}

function resolveValue(fallback: unknown, value: unknown, option: string): unknown {
  if (fallback === null) return value;
  if (isPlainObject(fallback)) return resolveConfig(fallback, value as object, option);
  if (Array.isArray(fallback)) {
    if (!Array.isArray(value) || value.some((one) => typeof one !== 'string'))
      throw invalidOption(option, 'a list of strings');
  } else if (typeof value !== typeof fallback) throw invalidOption(option, `a ${typeof fallback}`);
  const max = Math.max(MAX_NUMBER, Number(fallback));
  if (typeof value === 'number' && !(value > 0 && value <= max))
    throw invalidOption(option, `above 0, and at most ${max}`);
  return value;
}

/** What apps in JavaScript pass may be anything. @throws PlayerError `config-invalid` */
export function assertObject(value: unknown, path: string): asserts value is object {
  if (!isPlainObject(value)) throw invalidOption(path, 'an object');
}

export function invalidOption(option: string, expected: string): PlayerError<'config-invalid'> {
  return new PlayerError('config-invalid', `The option ${option} must be ${expected}.`, { option, expected });
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
