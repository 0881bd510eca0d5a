import { PlayerError } from '../../core/errors.ts';

export function decodeFailed(url: string, positionSec: number, detail: string): PlayerError {
  const message = `Decoding ${url} failed at ${positionSec.toFixed(2)} s: ${detail}`;
  return new PlayerError('decode-failed', message, { positionSec, detail });
}
