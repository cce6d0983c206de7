import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseAllowedSigners } from '../../src/approval/allowed-signers.ts';
import { collectSignatures } from '../../src/approval/collect-signatures.ts';
import { canonicalRequest, parseRequest } from '../../src/approval/request.ts';
import { readRequest, statementsBeside, writeRequest } from '../../src/approval/request-files.ts';
import type { Request } from '../../src/approval/request-types.ts';
import { reviewedSigners } from '../../src/guard/people.ts';
import type { Settings } from '../../src/policy/types.ts';
import { committedFiles, readGit } from '../../src/target/git.ts';
import { repository } from '../support/repository.ts';
import { createdAt, exampleRequest, minute } from './example-request.ts';
import { malformed, tampered } from './forged-requests.ts';
import { forgeries } from './forged-signatures.ts';
import { type Case, forgeryWorld, judgeCase, type World } from './forgery-case.ts';
import type { Person } from './signing-people.ts';

let world: World;
beforeAll(async () => {
  world = await forgeryWorld();
});
afterAll(() => world.remove());

const at = (minutes: number) => new Date(createdAt + minutes * minute);
const judge = (change: Partial<Case> = {}) => judgeCase({ ...world.honest, ...change });

describe('what is honest', () => {
  test('two people with two keys on the same request are accepted', async () => {
    const { accepted, reasons, signatures } = await judge();
    expect({ accepted, reasons }).toEqual({ accepted: true, reasons: [] });
    const signature = ({ email, fingerprint }: Person) => {
      return { by: email, fingerprint, at: at(5).toISOString(), touched: false };
    };
    expect(signatures).toEqual({ valid: expect.any(Array), rejected: [], denied: null, unfit: null });
    expect(new Set(signatures?.valid)).toEqual(new Set([world.ann, world.bob].map(signature)));
  });

  test('a third signature, by an RSA key, is no harm', async () => {
    const carols = world.file(await world.signed(world.carol));
    expect((await judge({ files: [...world.files, carols] })).signatures?.valid).toHaveLength(3);
  });

  test('clocks may be two minutes apart, and the database need not be asked', async () => {
    expect((await judge({ now: at(3.5), databaseNow: null })).accepted).toBe(true);
    expect((await judge({ now: at(29.9), databaseNow: at(29.9) })).accepted).toBe(true);
  });

  test('a key within its times and its namespaces counts', async () => {
    const options = 'namespaces="permahub-*",valid-after="20251101Z",valid-before="20251201Z"';
    const signers = `${world.ann.line}\nbob@example.com ${options} ${world.bob.publicKey}\n`;
    expect(await judge({ signers })).toMatchObject({ accepted: true, reasons: [] });
  });

  test('an emergency is signed afterwards, by the second person, long after it expired', async () => {
    const request: Request = { ...exampleRequest, emergency: true };
    const late = { request, at: at(600).toISOString() };
    const files = [
      world.file(await world.signed(world.ann, { request })),
      world.file(await world.signed(world.bob, late)),
    ];
    const usedNonces = new Set([request.nonce]);
    const emergency = {
      usedNonces,
      request: canonicalRequest(request),
      files,
      now: at(601),
      databaseNow: null,
    };
    expect(await judge({ ...emergency, mode: 'countersign' })).toMatchObject({ accepted: true, reasons: [] });
    expect(await judge(emergency)).toMatchObject({ accepted: false });
  });
});

describe('a request changed in one field after it was signed is refused', () => {
  test.each(tampered)('%s', async (_, change) => {
    const request = canonicalRequest({ ...exampleRequest, ...change });
    expect(parseRequest(request)).not.toHaveProperty('problem');
    const { accepted, reasons } = await judge({ request });
    expect(accepted).toBe(false);
    const changed = 'it is for another request, or the request was changed';
    expect(reasons.filter((one) => one === changed)).toHaveLength(2);
  });

  test('no field of a request was forgotten', () => {
    const fields = new Set(tampered.flatMap(([, change]) => Object.keys(change)));
    // These two have one value only.
    expect([...fields, 'kind', 'schema'].sort()).toEqual(Object.keys(exampleRequest).sort());
  });
});

describe('a text that is no request is refused', () => {
  test.each(malformed)('%s', async (_, request, why) => {
    expect(await judge({ request })).toEqual({ accepted: false, reasons: [why], signatures: null });
  });
});

describe('a forged signature is refused, for its own reason', () => {
  test.each(forgeries)('%s', async (_, forge, why) => {
    const { accepted, reasons, signatures } = await judge(await forge(world));
    expect(accepted).toBe(false);
    expect(reasons).toContain(typeof why === 'string' ? why : why(world));
    if (signatures?.denied || signatures?.unfit) expect(signatures.valid).toEqual([]);
  });

  test('there are at least 60 of them, and no sentence twice', () => {
    const sentences = [...forgeries, ...malformed, ...tampered].map(([sentence]) => sentence);
    expect(new Set(sentences).size).toBe(sentences.length);
    expect(forgeries.length).toBeGreaterThanOrEqual(60);
  });
});

describe('the judge for itself', () => {
  test('a key under two people counts for neither, even if somebody hands it such a list', async () => {
    const { signers } = parseAllowedSigners(world.honest.signers);
    const anns = signers.filter(({ email }) => email === world.ann.email);
    const asBob = anns.map((signer) => ({ ...signer, email: world.bob.email }));
    const read = () => Promise.resolve(world.files);
    const twice = { ...world.honest, request: exampleRequest, signers: [...signers, ...asBob], read, env: process.env };
    expect(await collectSignatures(twice)).toMatchObject({
      valid: [{ by: world.bob.email }],
      rejected: [{ why: 'allowed_signers holds its key more than once' }],
    });
  });
});

describe('what would be refused anyway', () => {
  test('is never handed to ssh-keygen, so a folder full of files costs nothing', async () => {
    const nonce = 'ab'.repeat(16);
    const files = [
      ...world.files.map((one) => ({ ...one, file: `${one.file}.bak` })),
      world.file(await world.signed(world.mallory)),
      world.file(await world.signed(world.carol, { request: { ...exampleRequest, nonce } })),
    ];
    const { signers } = parseAllowedSigners(world.honest.signers);
    const read = () => Promise.resolve(files);
    // Without ssh-keygen anything that has to be verified is a failure.
    const none = { ...world.honest, request: exampleRequest, signers, read, env: { PATH: '/nowhere' } };
    expect(await collectSignatures(none)).toMatchObject({ valid: [], rejected: { length: 4 } });
    const honest = { ...none, read: () => Promise.resolve(world.files) };
    await expect(collectSignatures(honest)).rejects.toMatchObject({ code: 'ssh-keygen-missing' });
  });
});

describe('forgeries on disk and in git', () => {
  test('a key added to allowed_signers in the working tree only counts for nobody', async () => {
    const repo = repository();
    onTestFinished(repo.remove);
    const path = '.permahub/allowed_signers';
    repo.write(path, `${world.ann.line}\n${world.bob.line}\n`);
    repo.commit();
    repo.write(path, `${world.ann.line}\n${world.mallory.line}\n`);
    const settings = { approvals: { allowedSigners: join(repo.folder, path) } } as Settings;
    const reviewed = await reviewedSigners(settings, await readGit(repo.folder), committedFiles(repo.folder));
    const mallorys = world.file(await world.signed(world.mallory));
    const { accepted, reasons } = await judge({ signers: reviewed?.text ?? '', files: [world.files[0], mallorys] });
    expect(accepted).toBe(false);
    expect(reasons).toEqual([`allowed_signers holds no such key (${world.mallory.fingerprint})`]);
    expect(await judge({ signers: reviewed?.text ?? '' })).toMatchObject({ accepted: true });
  });

  test('a link in the place of a statement or a request is not followed', async () => {
    const folder = repository({ init: false });
    onTestFinished(folder.remove);
    const file = await writeRequest(folder.folder, exampleRequest);
    for (const { file: name, text } of world.files) folder.write(`requests/${name}`, text as string);
    const beside = () => statementsBeside(file, exampleRequest.nonce);
    expect(await judge({ files: await beside() })).toMatchObject({ accepted: true });
    const [, bobs] = world.files;
    const elsewhere = folder.write('elsewhere', bobs.text as string);
    rmSync(join(dirname(file), bobs.file));
    symlinkSync(elsewhere, join(dirname(file), bobs.file));
    expect(await judge({ files: await beside() })).toMatchObject({
      accepted: false,
      reasons: ['it is a symbolic link'],
    });
    const copy = join(folder.folder, 'copy.json');
    writeFileSync(copy, canonicalRequest(exampleRequest));
    rmSync(file);
    symlinkSync(copy, file);
    await expect(readRequest(file)).rejects.toMatchObject({
      code: 'request-invalid',
      detail: { problem: 'it is a symbolic link' },
    });
  });
});
