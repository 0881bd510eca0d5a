import { rollUpDeclarations } from './roll-up-declarations.ts';

const isUpdate = process.argv.includes('--update');
if (!rollUpDeclarations(isUpdate ? 'update' : 'check')) process.exitCode = 1;
