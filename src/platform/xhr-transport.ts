import type { Transport, TransportRequest } from '../core/transport.ts';

/**
 * Transport on XMLHttpRequest, for browsers that cannot stream a `fetch` body. The body comes whole, at the end; until
 * then, an empty `onData` says that bytes are arriving.
 * @see https://xhr.spec.whatwg.org/
 */
export function createXhrTransport(): Transport {
  return (request) =>
    new Promise((resolve, reject) => {
      const { signal } = request;
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const xhr = new XMLHttpRequest();
      const onAbort = (): void => {
        reject(signal.reason as Error);
        xhr.abort();
      };
      const guard = (call: () => void) => () => {
        try {
          if (!signal.aborted) call();
        } catch (error) {
          const thrown = error as Error;
          reject(thrown);
          xhr.abort();
        }
      };
      xhr.onreadystatechange = guard(() => {
        if (xhr.readyState === XMLHttpRequest.HEADERS_RECEIVED) request.onHead(headOf(xhr, request));
      });
      xhr.onprogress = guard(() => {
        request.onData(new Uint8Array(0));
      });
      xhr.onload = guard(() => {
        const bytes = new Uint8Array(xhr.response as ArrayBuffer);
        if (bytes.length > 0) request.onData(bytes);
        resolve();
      });
      xhr.onerror = xhr.onabort = () => {
        reject(new TypeError('XMLHttpRequest failed'));
      };
      xhr.onloadend = () => {
        signal.removeEventListener('abort', onAbort);
      };
      send(xhr, request);
      signal.addEventListener('abort', onAbort);
    });
}

function send(xhr: XMLHttpRequest, request: TransportRequest): void {
  xhr.open(request.method, request.url);
  xhr.responseType = 'arraybuffer';
  xhr.withCredentials = request.withCredentials;
  for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value);
  xhr.send(request.body ?? null);
}

function headOf(xhr: XMLHttpRequest, request: TransportRequest): Parameters<TransportRequest['onHead']>[0] {
  const visible = xhr.getAllResponseHeaders();
  return {
    url: xhr.responseURL || request.url,
    status: xhr.status,
    // Asking for one that CORS hides would put a complaint on the console.
    header: (name) => (new RegExp(`^${name}:`, 'im').test(visible) ? xhr.getResponseHeader(name) : null),
  };
}
