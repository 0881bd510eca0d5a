import { PlayerError } from '../core/errors.ts';

/** Every property optional, at every depth; lists and functions are taken whole. */
export type DeepPartial<T> = T extends readonly unknown[] | ((...args: never[]) => unknown)
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

/**
 * The defaults with what was given laid over them. The defaults are the schema: an unknown name, a value of another
 * type, NaN or a negative number is refused. Where a default is null, anything is taken.
 * @throws PlayerError `config-invalid`, with the path of the option
 */
export function resolveConfig<T extends object>(
  defaults: T,
  given: DeepPartial<NoInfer<T>> | undefined,
  path: string,
): T {
  if (given === undefined) return defaults;
  if (!isPlainObject(given)) throw invalidOption(path, 'an object');
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
  const isSameType = typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback);
  if (!isSameType || value === null)
    throw invalidOption(option, Array.isArray(fallback) ? 'a list' : `a ${typeof fallback}`);
  if (typeof value === 'number' && !(value >= 0)) throw invalidOption(option, 'a number, 0 or more');
  return value;
}

export function invalidOption(option: string, expected: string): PlayerError<'config-invalid'> {
  return new PlayerError('config-invalid', `The option ${option} must be ${expected}.`, { option, expected });
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
