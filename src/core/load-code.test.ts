import { describe, expect, it, vi } from 'vitest';
import { loadCode } from './load-code.ts';

describe('loadCode', () => {
  it('asks once for what comes', async () => {
    const load = vi.fn(() => Promise.resolve('code'));
    expect(await loadCode('DASH', load)).toBe('code');
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('asks once more for what did not come', async () => {
    const load = vi.fn(() => Promise.resolve('code')).mockRejectedValueOnce(new Error('reset'));
    expect(await loadCode('DASH', load)).toBe('code');
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('says what does not come, why, and what to do', async () => {
    const load = vi.fn(() => Promise.reject(new Error('404')));
    await expect(loadCode('DASH', load)).rejects.toMatchObject({
      code: 'network-failed',
      message: expect.stringMatching(/DASH.*404.*dist\/chunks/) as string,
      context: { url: 'DASH', requestType: 'code', attempts: 2 },
    });
    expect(load).toHaveBeenCalledTimes(2);
  });
});
