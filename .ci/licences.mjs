// The licence texts of the packages that are bundled into dist/: their authors ask that they go along.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Text of dist/THIRD-PARTY-LICENSES.txt for an esbuild metafile; throws for a package whose licence text is nowhere. */
export function licencesOf({ inputs }) {
  const folders = new Set(
    Object.keys(inputs).flatMap((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []),
  );
  const texts = new Map(
    [...folders].map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return [`${name} ${version} (${license})`, licenceIn(folder)];
    }),
  );
  const line = '='.repeat(80);
  const parts = [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, text]) => `\n${line}\n${title}\n${line}\n\n${text}\n`);
  return `permahub contains these packages, under their own licences:\n${parts.join('')}`;
}

/** The licence file, else the README's chapter. */
function licenceIn(folder) {
  const files = readdirSync(folder);
  const file = files.find((name) => /^licen[cs]e/i.test(name));
  if (file) return readFileSync(join(folder, file), 'utf8').trim();
  const readme = files.find((name) => /^readme/i.test(name));
  const chapter =
    readme && /^#+ *licen[cs]e\s+(.*copyright.*)$/ims.exec(readFileSync(join(folder, readme), 'utf8'))?.[1];
  if (!chapter) throw new Error(`${folder} would be bundled, and the text of its licence is nowhere`);
  return chapter.trim();
}
