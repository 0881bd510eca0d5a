import { describe, expect, it } from 'vitest';
import { neighbours } from './vendor-versions.ts';

const VERSIONS = ['5.0.9', '5.1.2', '5.1.10', '5.2.3', '5.2.12', '5.3.0-beta', '5.10.1', '4.16.40'];

describe('neighbours', () => {
  it('are the newest of the minor before, and the newest of all', () => {
    expect(neighbours(VERSIONS, '5.2.3')).toEqual(['5.1.10', '5.10.1']);
  });

  it('do not hold the pinned one', () => {
    expect(neighbours(VERSIONS, '5.10.1')).toEqual(['5.2.12']);
  });

  it('go back to the major before', () => {
    expect(neighbours(VERSIONS, '5.0.9')).toEqual(['4.16.40', '5.10.1']);
  });

  it('need a release', () => {
    expect(() => neighbours(VERSIONS, '^5.2.0')).toThrow('^5.2.0 is no release');
  });
});
