import { createHash } from 'node:crypto';

const seal = /^(?:# |<!-- )permahub schedule, sha256 ([0-9a-f]{64})(?: -->)?\n/m;

/** The text with a line that says it is ours, as written; the line goes behind the first `after` lines. Pure. */
export function sealed(text: string, form: 'hash' | 'xml', after = 0): string {
  const words = `permahub schedule, sha256 ${hashOf(text)}`;
  const lines = text.split('\n');
  lines.splice(after, 0, form === 'hash' ? `# ${words}` : `<!-- ${words} -->`);
  return lines.join('\n');
}

/** Whose file it is: ours as it was written, ours and edited since, or somebody else's. Pure. */
export function ownerOf(text: string): 'ours' | 'edited' | 'foreign' {
  const found = seal.exec(text);
  if (!found) return 'foreign';
  return hashOf(text.replace(found[0], '')) === found[1] ? 'ours' : 'edited';
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
