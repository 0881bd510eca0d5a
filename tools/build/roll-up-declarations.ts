import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

/** What to do with the API report: leave it alone, fail where it differs from the code, or write it anew. */
export type ReportMode = 'ignore' | 'check' | 'update';

const ROOT = resolve(import.meta.dirname, '../..');
const TSC = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** What apps can import: the file in src, and the name of its declarations in dist and of its report in etc. */
const ENTRIES = [
  { source: 'index', name: 'kinora', report: 'kinora' },
  { source: 'dash', name: 'dash', report: 'kinora-dash' },
  { source: 'hls', name: 'hls', report: 'kinora-hls' },
] as const;

/**
 * Writes dist/*.d.ts from the declarations of every entry.
 *
 * @returns whether the public API is sound and, in mode `check`, as the reports say
 */
export function rollUpDeclarations(mode: ReportMode): boolean {
  rmSync(resolve(ROOT, '.cache/declarations'), { recursive: true, force: true });
  const tsc = spawnSync(process.execPath, [TSC, '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (tsc.status !== 0) return false;
  return ENTRIES.map((entry) => rollUpEntry(entry, mode)).every(Boolean);
}

function rollUpEntry({ source, name, report }: (typeof ENTRIES)[number], mode: ReportMode): boolean {
  const path = resolve(ROOT, 'api-extractor.json');
  const configObject = ExtractorConfig.loadFile(path);
  configObject.mainEntryPointFilePath = resolve(ROOT, `.cache/declarations/${source}.d.ts`);
  configObject.dtsRollup = { enabled: true, untrimmedFilePath: resolve(ROOT, `dist/${name}.d.ts`) };
  const reportFileName = `${report}.api.md`;
  configObject.apiReport = { ...configObject.apiReport, enabled: mode !== 'ignore', reportFileName };
  const config = ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: path,
    packageJsonFullPath: resolve(ROOT, 'package.json'),
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: mode === 'update',
    messageCallback: (message) => {
      if (message.messageId === 'console-api-report-not-copied') {
        console.error(
          `The public API differs from etc/${reportFileName}: run \`npm run api:update\`, review its diff.`,
        );
        message.handled = true;
      }
      // A build goes on without it; `npm run api` is where the gap in the public API fails.
      if (mode === 'ignore' && message.messageId === 'ae-forgotten-export') message.handled = true;
      // The banner and the paths of a run that went well say nothing.
      if (message.logLevel === ExtractorLogLevel.Info) message.handled = true;
    },
  });
  return succeeded;
}
