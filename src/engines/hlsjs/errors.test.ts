import { ErrorDetails, ErrorTypes, Fragment, LevelKey, PlaylistLevelType, type ErrorData } from 'hls.js';
import { describe, expect, it } from 'vitest';
import { PlayerError } from '../../core/errors.ts';
import type { FaultScene } from '../../engine/vendor-fault.ts';
import { translateError } from './errors.ts';

const FACTS: FaultScene = {
  url: 'https://a.test/master.m3u8',
  codecs: ['hvc1.1.6.L93.90'],
  keySystems: [],
  positionSec: 12.34,
  bufferGoalSec: 30,
};

const report = (details: ErrorDetails, rest: Partial<ErrorData> = {}): ErrorData => ({
  type: ErrorTypes.OTHER_ERROR,
  details,
  fatal: true,
  error: new Error(`it broke at https://a.test/1.ts?token=secret`),
  ...rest,
});

function fragment(keyFormat?: string): Fragment {
  const frag = new Fragment(PlaylistLevelType.MAIN, 'https://a.test/');
  frag.relurl = '7.ts?token=secret';
  frag.sn = 7;
  if (keyFormat !== undefined) {
    const key = new LevelKey('SAMPLE-AES', 'https://k.test/key?token=secret', keyFormat);
    frag.levelkeys = { [keyFormat]: key };
  }
  return frag;
}

describe('errors of hls.js', () => {
  it.each(Object.values(ErrorDetails))('%s has a code, and its message says what was tried', (details) => {
    const error = translateError(report(details), FACTS);
    expect(error).toBeInstanceOf(PlayerError);
    expect(error.message).toMatch(/^Playing "https:\/\/a\.test\/master\.m3u8": /);
    expect(JSON.stringify([error.message, error.context])).not.toContain('secret');
    expect(error.cause).toBeInstanceOf(Error);
  });

  it("one of Kinora's network comes back unchanged", () => {
    const context = { url: 'https://a.test/7.ts', requestType: 'segment', attempts: 5 };
    const playerError = new PlayerError('network-failed', 'cut off', context);
    const response = { url: '', data: '', code: 0, text: '', playerError };
    expect(translateError(report(ErrorDetails.FRAG_LOAD_ERROR, { response }), FACTS)).toBe(playerError);
  });

  it('a fragment is named by its URL, the query stripped', () => {
    const { code, context } = translateError(
      report(ErrorDetails.FRAG_PARSING_ERROR, { frag: fragment() }),
      FACTS,
    );
    expect({ code, context }).toMatchObject({
      code: 'segment-invalid',
      context: { url: 'https://a.test/7.ts' },
    });
  });

  it('a key that comes from a licence server is another matter than one that is fetched', () => {
    const codeOf = (keyFormat: string): string =>
      translateError(report(ErrorDetails.KEY_LOAD_ERROR, { frag: fragment(keyFormat) }), FACTS).code;
    expect(codeOf('identity')).toBe('decrypt-failed');
    expect(codeOf('urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed')).toBe('drm-unsupported');
  });

  it('codecs are those that were refused, else those of the manifest', () => {
    const all = translateError(report(ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR), FACTS);
    expect(all.context).toMatchObject({ codecs: FACTS.codecs });
    const mimeType = 'video/mp4;codecs=hvc1';
    const one = translateError(report(ErrorDetails.BUFFER_ADD_CODEC_ERROR, { mimeType }), FACTS);
    expect(one.context).toMatchObject({ codecs: [mimeType] });
  });

  it('one that this version does not know is told as it is', () => {
    const unknown = Object.assign(report(ErrorDetails.UNKNOWN), { details: 'brandNewError' });
    expect(translateError(unknown, FACTS)).toMatchObject({
      code: 'engine-failed',
      context: { vendorCode: 'brandNewError' },
    });
  });
});
