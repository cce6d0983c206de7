import { forEachChild, parse, type Script, type SyntaxNode } from 'unbash';

export type {
  Assignment,
  Command,
  CommandNode,
  CompoundList,
  PipelineNode,
  Redirection,
  Script,
  Statement,
  SyntaxNode,
  Word as WordNode,
  WordPart,
} from 'unbash';

/** A text read as bash, or why it cannot be. */
export type Parsed = { readonly ok: true; readonly script: Script } | { readonly ok: false; readonly problem: string };

/** Characters of one text; more than any person or agent types. */
const longest = 200_000;

/** The only door to the shell parser. Never throws: what is not certain to be read as bash reads it is a problem. */
export function parseShell(text: string): Parsed {
  if (text.length > longest) return { ok: false, problem: `it is longer than ${longest} characters` };
  try {
    const script = parse(text);
    const problem = problemIn(script);
    return problem === null ? { ok: true, script } : { ok: false, problem };
  } catch (error) {
    return { ok: false, problem: error instanceof RangeError ? 'it is nested too deeply' : (error as Error).message };
  }
}

/** The first fault of the text or of what is nested in it. */
function problemIn(node: SyntaxNode): string | null {
  if (node.type === 'Script' && 'errors' in node && node.errors && node.errors.length > 0)
    return node.errors[0]?.message ?? 'a syntax error';
  if (node.type === 'HereDoc' && node.closing === undefined) return 'a here-document does not end';
  // What the parser could not look into is not known.
  if (node.type === 'CommandExpansion' && node.script === undefined) return 'a substitution cannot be read';
  let problem: string | null = null;
  forEachChild(node, (child) => {
    problem ??= problemIn(child);
  });
  return problem;
}

/** The scripts that run while a node's words are put together: command and process substitutions, not its own commands. */
export function scriptsIn(node: SyntaxNode): readonly Script[] {
  const found: Script[] = [];
  const look = (child: SyntaxNode): void => {
    if (child.type === 'Script') found.push(child);
    else if (child.type !== 'Statement' && child.type !== 'CompoundList') forEachChild(child, look);
  };
  forEachChild(node, look);
  return found;
}
