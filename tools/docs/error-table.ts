import { format } from 'prettier';
import ts from 'typescript';

export interface ErrorRow {
  readonly code: string;
  readonly meaning: string;
  /** Name and type of each context field, as written. */
  readonly fields: readonly string[];
  readonly isRetryable: boolean;
}

/** Reads the codes, their comments, contexts and retryability out of the source of `src/core/errors.ts`. */
export function readErrorRows(sourceText: string): readonly ErrorRow[] {
  const source = ts.createSourceFile('errors.ts', sourceText, ts.ScriptTarget.ES2022, true);
  const contexts = source.statements
    .filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === 'ErrorContexts');
  if (!contexts) throw new Error('src/core/errors.ts declares no interface ErrorContexts.');
  const retryable = readRetryable(source);
  return contexts.members.filter(ts.isPropertySignature).map((member) => {
    const code = member.name.getText(source).replaceAll(/['"]/g, '');
    const meaning = readComment(member);
    if (meaning === '')
      throw new Error(`The error code ${code} has no comment that says what happened and what to do.`);
    return { code, meaning, fields: readFields(member, source), isRetryable: retryable.has(code) };
  });
}

function readComment(member: ts.PropertySignature): string {
  const comments = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(comments.at(-1)?.comment) ?? '').replaceAll(/\s+/g, ' ').trim();
}

function readFields(member: ts.PropertySignature, source: ts.SourceFile): readonly string[] {
  if (!member.type || !ts.isTypeLiteralNode(member.type)) return [];
  return member.type.members.filter(ts.isPropertySignature).map((field) => {
    return `${field.name.getText(source)}: ${field.type?.getText(source) ?? 'unknown'}`;
  });
}

function readRetryable(source: ts.SourceFile): ReadonlySet<string> {
  const declared = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find(({ name }) => name.getText(source) === 'RETRYABLE');
  if (!declared?.initializer || !ts.isArrayLiteralExpression(declared.initializer)) {
    throw new Error('src/core/errors.ts declares no list RETRYABLE.');
  }
  return new Set(declared.initializer.elements.filter(ts.isStringLiteral).map(({ text }) => text));
}

/** The page `docs/errors.md`, formatted as the repository formats Markdown. */
export async function writeErrorPage(rows: readonly ErrorRow[]): Promise<string> {
  const table = rows.map(({ code, meaning, fields, isRetryable }) => {
    const context = fields.map((field) => `\`${field}\``).join('<br>');
    return `| \`${code}\` | ${escapeCell(meaning)} | ${escapeCell(context)} | ${isRetryable ? 'yes' : 'no'} |`;
  });
  const page = `# Errors

<!-- Written by \`npm run docs:errors\` out of src/core/errors.ts. Change it there. -->

Every public call that fails rejects with a \`PlayerError\`, and the \`error\` event carries one. Its \`code\` is one of
those below and tells the type of its \`context\`; \`message\` says what was attempted, with URLs stripped of their
query; \`cause\` is what lay underneath. Codes are only ever added. A cancelled call is no error: it rejects with an
\`AbortError\`, or with the reason of the signal that cancelled it.

\`retryable\` is what the code implies; one error may differ (a status of 404 is not retryable, other statuses are), so
read \`error.retryable\`.

| code | what happened, and what to do | context | retryable |
| --- | --- | --- | --- |
${table.join('\n')}
`;
  return format(page, { parser: 'markdown', printWidth: 110, singleQuote: true });
}

function escapeCell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}
