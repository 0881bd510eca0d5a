import { expect, it } from 'vitest';
import { isPlayerError } from '../core/errors.ts';
import { resolvePlayerConfig, type LoadConfig } from './player-config.ts';

const refused = (config: unknown): unknown => {
  try {
    resolvePlayerConfig(config as LoadConfig);
  } catch (error) {
    return isPlayerError(error, 'config-invalid') ? error.context.option : error;
  }
  return null;
};

it('takes a function that decides, and none', () => {
  const decide = (): { renditionId: string } => ({ renditionId: 'r0' });
  expect(resolvePlayerConfig({ abr: { decide } }).abr.decide).toBe(decide);
  expect(resolvePlayerConfig({ abr: { decide: null } }).abr.decide).toBeNull();
  expect(resolvePlayerConfig({}).abr.decide).toBeNull();
});

it('refuses what cannot decide, and engines that there are not', () => {
  expect(refused({ abr: { decide: 5 } })).toBe('config.abr.decide');
  expect(refused({ abr: { decide: { renditionId: 'r0' } } })).toBe('config.abr.decide');
  expect(refused({ engines: ['flash'] })).toBe('config.engines');
});
