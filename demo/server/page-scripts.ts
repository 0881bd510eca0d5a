import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from '@swc/core';
import { serveFiles, type FileResponder } from './static-files.ts';

/**
 * Serves the demo page's folder. Its TypeScript files go out as the JavaScript they hold, types removed, so that the
 * page needs no build of its own: browsers follow the `.ts` imports as they stand. This server's own folder stays
 * private.
 */
export function servePage(pageDir: string): FileResponder {
  const isServed = (name: string): boolean => !name.startsWith('server/') && !name.endsWith('.test.ts');
  const serveFile = serveFiles(pageDir, {}, isServed);
  return async (request, path) => {
    // serveFile has the say on what exists and what may be reached; its body is only replaced.
    const response = await serveFile(request, path);
    if (!path.endsWith('.ts') || response?.status !== 200) return response;
    await response.body?.cancel();
    const file = join(pageDir, decodeURIComponent(path));
    const code = await stripTypes(file);
    const headers = {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'no-cache',
      'Last-Modified': (await stat(file)).mtime.toUTCString(),
    };
    return new Response(request.method === 'HEAD' ? null : code, { headers });
  };
}

async function stripTypes(file: string): Promise<string> {
  const { code } = await transform(await readFile(file, 'utf8'), {
    filename: file,
    swcrc: false,
    sourceMaps: 'inline',
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript' },
      // As the compiler's `verbatimModuleSyntax`: what is not `import type` stays.
      transform: { verbatimModuleSyntax: true },
    },
  });
  return code;
}
