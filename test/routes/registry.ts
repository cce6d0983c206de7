import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** A package as it is published: its package.json, and its files, all of them programs. */
export interface Published {
  readonly manifest: { readonly name: string; readonly version: string } & Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, string>>;
}

/** An npm registry on loopback. */
export interface Registry {
  readonly url: string;
  /** How often it was asked for anything. */
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

/** Old enough for package managers that wait before they trust what is new. */
const published = '2024-01-01T00:00:00.000Z';

/** A registry that has these packages, one version each, and nothing else. */
export async function openRegistry(packages: readonly Published[]): Promise<Registry> {
  const held = new Map<string, { readonly tarball: Buffer; readonly one: Published }>();
  for (const one of packages) held.set(one.manifest.name, { tarball: await tarballOf(one), one });
  let asked = 0;
  const server = createServer(({ url = '/' }, response) => {
    asked++;
    const path = decodeURIComponent(new URL(url, 'http://registry').pathname).slice(1);
    const [name = '', file] = path.split('/-/');
    const found = held.get(name);
    if (found === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    } else if (file === undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document(found, here())));
    } else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found.tarball);
  });
  const here = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    ...{ url: here(), asked: () => asked },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** What a registry says of a package. https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md */
function document({ tarball, one: { manifest } }: { tarball: Buffer; one: Published }, url: string) {
  const { name, version } = manifest;
  const dist = {
    tarball: `${url}/${name}/-/${name.replace(/^.*\//, '')}-${version}.tgz`,
    shasum: createHash('sha1').update(tarball).digest('hex'),
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
  };
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist } },
    time: { created: published, modified: published, [version]: published },
  };
}

async function tarballOf({ manifest, files }: Published): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'permahub-test-package-'));
  try {
    for (const [path, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files })) {
      const file = join(folder, 'package', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text, { mode: path === 'package.json' ? 0o644 : 0o755 });
    }
    await execa('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder });
    return readFileSync(join(folder, 'package.tgz'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
