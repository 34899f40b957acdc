// Records are values: what the package answers is not changed in place, and what it is given may be frozen.
import ts from 'typescript';

// `[Symbol.dispose]` is not in the library of a consumer that compiles for an older language.
const LIBRARY = '/// <reference lib="esnext.disposable" />\n';

/** A declaration file with every field and every list `readonly`. Classes keep theirs: their methods change them. */
export function frozen(text) {
  const source = ts.createSourceFile('plimsoll.d.ts', text, ts.ScriptTarget.ESNext, true);
  const marks = [];
  const visit = (node) => {
    const readonly = node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword);
    if (ts.isPropertySignature(node) && !readonly) marks.push(node.name.getStart());
    // `readonly` before `A[][]` freezes the outer list only, so each one is marked, with brackets inside.
    if (ts.isArrayTypeNode(node) && !ts.isTypeOperatorNode(node.parent)) marks.push(node.getStart());
    ts.forEachChild(node, visit);
  };
  visit(source);
  let out = text;
  for (const at of marks.sort((a, b) => b - a)) out = `${out.slice(0, at)}readonly ${out.slice(at)}`;
  return out.startsWith(LIBRARY) ? out : LIBRARY + out;
}
