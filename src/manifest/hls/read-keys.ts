import type { KeyReader } from './key-reader.ts';
import { applyKeyTag, findEncryption } from './segment-keys.ts';
import { listSessionProtection } from './session-keys.ts';

/** Reads all tags of keys. */
export const keyReader: KeyReader = { applyKeyTag, findEncryption, listSessionProtection };
