import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TransportHead, TransportRequest } from '../core/transport.ts';
import { createTransport } from './create-transport.ts';
import { createXhrTransport } from './xhr-transport.ts';

/** As much of XMLHttpRequest as the transport uses; the test plays the network. */
class FakeXhr {
  static readonly HEADERS_RECEIVED = 2;
  static last: FakeXhr;
  readyState = 0;
  status = 0;
  responseURL = '';
  responseType = '';
  withCredentials = false;
  response: ArrayBuffer | null = null;
  readonly sent: unknown[] = [];
  isAborted = false;
  onreadystatechange = (): void => undefined;
  onprogress = (): void => undefined;
  onload = (): void => undefined;
  onerror = (): void => undefined;
  onabort = (): void => undefined;
  onloadend = (): void => undefined;

  constructor() {
    FakeXhr.last = this;
  }
  open(...args: unknown[]): void {
    this.sent.push(args);
  }
  setRequestHeader(...args: unknown[]): void {
    this.sent.push(args);
  }
  send(body: unknown): void {
    this.sent.push(body);
  }
  getAllResponseHeaders(): string {
    return 'content-type: a/b\r\nx-test: yes\r\n';
  }
  getResponseHeader(name: string): string {
    if (name.toLowerCase() !== 'x-test') throw new Error('a browser would complain on its console');
    return 'yes';
  }
  abort(): void {
    this.isAborted = true;
    this.onabort();
    this.onloadend();
  }
  head(status: number): void {
    this.readyState = 2;
    this.status = status;
    this.onreadystatechange();
  }
  finish(bytes: Uint8Array<ArrayBuffer>): void {
    this.response = bytes.buffer;
    this.onload();
    this.onloadend();
  }
}

function toRequest(over: Partial<TransportRequest> = {}): TransportRequest {
  return {
    method: 'GET',
    url: 'https://a.example/x',
    headers: { Range: 'bytes=0-1' },
    withCredentials: true,
    signal: new AbortController().signal,
    onHead: vi.fn(),
    onData: vi.fn(),
    ...over,
  };
}

beforeEach(() => {
  vi.stubGlobal('XMLHttpRequest', FakeXhr);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** What it has in common with the other one is in test/contract/transport.test.ts. */
describe('XHR transport', () => {
  it('sends at once, reports head, progress and the whole body, and leaves no listener', async () => {
    const onHead = vi.fn();
    const onData = vi.fn();
    const request = toRequest({ onHead, onData });
    const removed = vi.spyOn(request.signal, 'removeEventListener');
    const done = createXhrTransport()(request);
    const xhr = FakeXhr.last;
    expect(xhr.sent).toEqual([['GET', 'https://a.example/x'], ['Range', 'bytes=0-1'], null]);
    expect([xhr.withCredentials, xhr.responseType]).toEqual([true, 'arraybuffer']);
    xhr.head(206);
    expect(onHead).toHaveBeenCalledWith(expect.objectContaining({ url: 'https://a.example/x', status: 206 }));
    const [head] = onHead.mock.calls[0] as [TransportHead];
    expect([head.header('X-Test'), head.header('content-range')]).toEqual(['yes', null]);
    xhr.onprogress();
    xhr.finish(new Uint8Array([7, 8]));
    await done;
    expect(onData.mock.calls).toEqual([[new Uint8Array(0)], [new Uint8Array([7, 8])]]);
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));
  });

  it('calls nothing back behind an abort, whatever the browser still fires', async () => {
    const controller = new AbortController();
    const onData = vi.fn();
    const aborted = createXhrTransport()(toRequest({ signal: controller.signal, onData }));
    const reason = new Error('destroy');
    controller.abort(reason);
    FakeXhr.last.finish(new Uint8Array([1]));
    await expect(aborted).rejects.toBe(reason);
    expect(FakeXhr.last.isAborted).toBe(true);
    expect(onData).not.toHaveBeenCalled();
  });
});

describe('createTransport', () => {
  it('takes fetch where it streams and XHR where it does not', async () => {
    const fetchSpy = vi.fn(() => Promise.reject(new TypeError('offline')));
    vi.stubGlobal('fetch', fetchSpy);
    await expect(createTransport(true, () => undefined)(toRequest())).rejects.toThrow('offline');
    expect(fetchSpy).toHaveBeenCalledOnce();

    vi.stubGlobal('fetch', undefined);
    const before = FakeXhr.last;
    const done = createTransport(true, () => undefined)(toRequest());
    await vi.waitFor(() => {
      expect(FakeXhr.last).not.toBe(before);
    });
    FakeXhr.last.finish(new Uint8Array(0));
    await done;
    expect(fetchSpy).toHaveBeenCalledOnce();
  });
});
