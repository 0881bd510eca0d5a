import { describe, expect, it } from 'vitest';
import { PlayerError } from '../../core/errors.ts';
import { toPlayerError, type ElementFault } from './errors.ts';

const URL_ = 'https://cdn.test/film.mp4';
const fault = (code: number, message: string, metBeside: PlayerError | null = null): ElementFault => ({
  ...{ url: URL_, code, message, positionSec: 1.5, metBeside },
});
const refusal = new PlayerError('network-status', 'refused', {
  ...{ url: URL_, requestType: 'manifest', status: 403, attempts: 1 },
});

describe('toPlayerError', () => {
  it.each([
    { given: fault(2, 'PIPELINE_ERROR_READ: FFmpegDemuxer: data source error'), code: 'network-failed' },
    { given: fault(3, 'PIPELINE_ERROR_DECODE'), code: 'decode-failed' },
    {
      given: fault(4, 'DEMUXER_ERROR_COULD_NOT_OPEN: FFmpegDemuxer: open context failed'),
      code: 'source-unsupported',
    },
    {
      given: fault(4, 'DEMUXER_ERROR_NO_SUPPORTED_STREAMS: FFmpegDemuxer: no supported streams'),
      code: 'codec-unsupported',
    },
    { given: fault(4, '404: Not Found'), code: 'network-status' },
    { given: fault(4, 'MEDIA_ELEMENT_ERROR: Format error', refusal), code: 'network-status' },
    { given: fault(4, ''), code: 'source-unsupported' },
    { given: fault(5, ''), code: 'drm-unsupported' },
    { given: fault(6, 'of a later standard'), code: 'engine-failed' },
  ])('$given.code "$given.message" → $code', ({ given, code }) => {
    const error = toPlayerError(given);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(code === 'decode-failed' ? '1.500 s' : URL_);
  });

  it('1 is a cancellation, and so no error', () => {
    expect(toPlayerError(fault(1, 'aborted'))).toBeNull();
  });

  it('tells the status, and whether it may pass', () => {
    expect(toPlayerError(fault(4, 'Format error', refusal))).toMatchObject({
      context: { url: URL_, status: 403 },
      retryable: false,
      cause: refusal,
    });
    expect(toPlayerError(fault(4, '503: Service Unavailable'))).toMatchObject({ retryable: true });
  });

  it("keeps no token of the element's words", () => {
    const error = toPlayerError(fault(4, `Failed to open ${URL_}?token=secret`));
    expect(error?.message).toContain(`Failed to open ${URL_}`);
    expect(JSON.stringify([error?.message, error?.context])).not.toContain('secret');
  });
});
