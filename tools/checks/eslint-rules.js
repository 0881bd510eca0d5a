import { basename } from 'node:path';

const VAGUE = new Set(['utils', 'util', 'helpers', 'helper', 'types', 'common', 'misc']);
/** kebab-case, then any number of suffixes: `load.ts`, `load.test.ts`, `vite-env.d.ts`. */
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$/;

/** A file is named, in kebab-case, after its main export; a name that says nothing is refused. */
const fileName = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const name = basename(context.filename).replace(/^\./, '');
    const stem = name.split('.')[0] ?? '';
    return {
      Program(node) {
        if (VAGUE.has(stem))
          context.report({ node, message: `"${name}" says nothing: name the one idea in it.` });
        if (!KEBAB.test(name)) context.report({ node, message: `"${name}" is not kebab-case.` });
      },
    };
  },
};

export default { rules: { 'file-name': fileName } };
