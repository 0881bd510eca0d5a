import { installTools } from './install-tools.ts';

if (!installTools()) process.exitCode = 1;
