import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseAllowedSigners, type Signer } from '../../src/approval/allowed-signers.ts';
import { sign, verify } from '../../src/approval/ssh-keygen.ts';
import { failureText } from '../../src/terminal/failure.ts';
import { bundled } from '../support/bundled.ts';
import { type Answer, runInTerminal } from '../support/pty.ts';
import { keyFolder, type Person } from './signing-people.ts';
import { softwareKey } from './software-key.ts';

const keys = keyFolder();
let signs: ReturnType<typeof bundled>;
let ann: Person;
let locked: Person;
beforeAll(() => {
  ann = keys.person('ann@example.com');
  locked = keys.person('bob@example.com', 'ed25519', { passphrase: 'open sesame' });
  signs = bundled(`${import.meta.dirname}/programs/sign.ts`);
});
afterAll(() => {
  keys.remove();
  signs.remove();
});

const namespace = 'permahub-approve';
/** No agent, nobody to ask. */
const env = { PATH: process.env.PATH, HOME: keys.folder, TMPDIR: keys.folder };
const signer = (line: string) => parseAllowedSigners(line).signers[0] as Signer;
const signed = (text: string, keyFile = ann.keyFile) => sign({ text, namespace, keyFile, env, tty: false });
const words = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    (error) => `${error.status} ${failureText(error)}`.replaceAll(keys.folder, '<keys>'),
  );

describe('signing and verifying', () => {
  test.each(['ed25519', 'rsa 2048', 'ecdsa 256', 'ecdsa 384'])(
    'a signature by a key of %s is verified',
    async (kind) => {
      const { line, keyFile } = keys.person('carol@example.com', kind);
      const signature = await signed('größer\n', keyFile);
      expect(await verify({ text: 'größer\n', namespace, signature, signer: signer(line), env })).toBe(null);
    },
  );

  test('another text, namespace or key is not', async () => {
    const signature = await signed('text');
    const of = { text: 'text', namespace, signature, signer: signer(ann.line), env };
    expect(await verify(of)).toBe(null);
    expect(await verify({ ...of, text: 'text\n' })).toEqual(expect.any(String));
    expect(await verify({ ...of, namespace: 'permahub-deny' })).toEqual(expect.any(String));
    expect(await verify({ ...of, signer: signer(locked.line) })).toEqual(expect.any(String));
    expect(await verify({ ...of, signature: 'nothing' })).toEqual(expect.any(String));
  });

  test("a signature made in software as a security key makes it is verified, touched or not: judging that is not ssh-keygen's", async () => {
    const key = softwareKey('security key');
    for (const flags of [0, 1, 5]) {
      const signature = key.signature({ namespace, text: 'text', flags });
      const of = { text: 'text', namespace, signature, signer: signer(`ann@example.com ${key.type} ${key.key}`), env };
      expect(await verify(of)).toBe(null);
    }
  });

  test('times of the line are not for ssh-keygen, whose clock this is not', async () => {
    const expired = signer(`ann@example.com valid-before="20200101Z" ${ann.publicKey}`);
    expect(await verify({ text: 'text', namespace, signature: await signed('text'), signer: expired, env })).toBe(null);
  });

  test('nothing stays in the folder for temporary files, verified or not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'permahub-test-verify-'));
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    onTestFinished(() => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      rmSync(folder, { recursive: true });
    });
    const signature = await signed('text');
    for (const text of ['text', 'other']) await verify({ text, namespace, signature, signer: signer(ann.line), env });
    const missing = { text: 'text', namespace, signature, signer: signer(ann.line), env: { PATH: '/nowhere' } };
    await expect(verify(missing)).rejects.toMatchObject({ code: 'ssh-keygen-missing' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('only the variables it needs reach ssh-keygen', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'permahub-test-path-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const seen = {
      PATH: folder,
      HOME: '/home/ann',
      PGPASSWORD: 'hunter2',
      SUPABASE_DB_PASSWORD: 'hunter2',
      LD_PRELOAD: '',
    };
    const written = join(folder, 'said');
    writeFileSync(join(folder, 'ssh-keygen'), `#!/bin/sh\n/usr/bin/env >${written}\nexit 1\n`, { mode: 0o755 });
    await expect(sign({ text: '', namespace, keyFile: 'x', env: seen, tty: false })).rejects.toMatchObject({
      status: 77,
    });
    const names = execFileSync('cut', ['-d=', '-f1', written], { encoding: 'utf8' }).split('\n').filter(Boolean);
    expect(names.filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name)).sort()).toEqual(['HOME', 'PATH']);
  });
});

describe('what keeps a person from signing', () => {
  test('no ssh-keygen', async () => {
    expect(
      await words(sign({ text: 'x', namespace, keyFile: ann.keyFile, env: { PATH: '/nowhere' }, tty: false })),
    ).toBe(
      `69 permahub: ssh-keygen could not be started (ENOENT); signatures are made and verified by it.
  Install OpenSSH 8.9 or newer (package openssh-client), then start again.
`,
    );
  });

  test('no key', async () => {
    expect(await words(signed('x', join(keys.folder, 'none')))).toBe(
      `69 permahub: Nothing was signed: there is no key <keys>/none.
  Name the file of your key with --key FILE.
`,
    );
  });

  test('a key that others may read', async () => {
    const open = join(keys.folder, 'open');
    cpSync(ann.keyFile, open);
    chmodSync(open, 0o644);
    expect(await words(signed('x', open))).toBe(
      `69 permahub: Nothing was signed: the key <keys>/open cannot be used (others may read it).
  Its private half must be a file that only you may read (chmod 600), or in your ssh-agent (ssh-add -l lists it).
`,
    );
  });

  test('a public half without its private one', async () => {
    const alone = join(keys.folder, 'alone.pub');
    writeFileSync(alone, `${keys.person('dora@example.com').publicKey}\n`);
    expect(await words(signed('x', alone))).toBe(
      `69 permahub: Nothing was signed: the key <keys>/alone.pub cannot be used (No private key found for public key "<keys>/alone.pub").
  Its private half must be a file that only you may read (chmod 600), or in your ssh-agent (ssh-add -l lists it).
`,
    );
  });

  test('a passphrase nobody can be asked for', async () => {
    expect(await words(signed('x', locked.keyFile))).toBe(
      `77 permahub: Nothing was signed: the passphrase of <keys>/bob@example.com-ed25519 was wrong, or nobody could be asked for it.
  Start again at a terminal, or unlock the key in your ssh-agent first (ssh-add).
`,
    );
  });
});

describe('what else goes wrong', () => {
  /** A folder with a program named ssh-keygen that does what is written. */
  const instead = (script: string) => {
    const folder = mkdtempSync(join(keys.folder, 'instead-'));
    writeFileSync(join(folder, 'ssh-keygen'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { ...env, PATH: folder };
  };

  test('an ssh-keygen that ends without a signature has not signed, whatever its status says', async () => {
    const of = { text: 'x', namespace, keyFile: '/k', tty: false };
    expect(await words(sign({ ...of, env: instead('echo "device not found" >&2; exit 255') }))).toBe(
      `77 permahub: Nothing was signed: ssh-keygen did not sign with /k (device not found).
  Start again; a security key wants to be plugged in and touched.
`,
    );
    expect(await words(sign({ ...of, env: instead('exit 0') }))).toContain(
      'did not sign with /k (it ended with status 0)',
    );
    expect(await words(sign({ ...of, env: instead('kill -KILL $$') }))).toContain('(it ended with SIGKILL)');
  });

  test('an ssh-keygen that is killed has verified nothing', async () => {
    const of = { text: 'x', namespace, signature: await signed('x'), signer: signer(ann.line) };
    expect(await verify({ ...of, env: instead('kill -KILL $$') })).toBe('ssh-keygen does not verify it');
  });

  test('without a folder for temporary files nothing is verified', async () => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = join(keys.folder, 'nowhere');
    onTestFinished(() => {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    });
    const verifying = verify({ text: 'x', namespace, signature: '', signer: signer(ann.line), env });
    expect((await words(verifying)).replace(/'.*'/, "'…'")).toBe(
      `69 permahub: A signature could not be verified: ENOENT: no such file or directory, mkdtemp '…'. It does not count.
  Make room in the folder for temporary files, or put its permissions right, then start again.
`,
    );
  });
});

describe('at a terminal', () => {
  const inTerminal = (answer: Answer[1]) =>
    runInTerminal({
      command: process.execPath,
      args: [signs.program],
      answers: [[/Enter passphrase/, answer]],
      env: { KEY: locked.keyFile, HOME: keys.folder, SSH_AUTH_SOCK: '' },
    });

  test('the passphrase is asked for there, and the right one signs', async () => {
    const { screen, status } = await inTerminal('open sesame');
    expect(screen).toContain('SIGNED -----BEGIN SSH SIGNATURE-----');
    expect(screen).not.toContain('open sesame');
    expect(status).toBe(0);
  });

  test('the wrong one does not', async () => {
    const { screen, status } = await inTerminal('wrong');
    expect(screen.replace(/\s+/g, ' ')).toContain(
      `permahub: Nothing was signed: the passphrase of ${locked.keyFile} was wrong, or nobody could be asked for it. Start again`,
    );
    expect(status).toBe(77);
  });

  test('Ctrl-C at the passphrase ends it', async () => {
    // ssh-keygen loses a Ctrl-C that comes between its prompt and its read: nobody is that quick.
    const { screen, status } = await inTerminal(() => sleep(1000, '\u0003'));
    expect(screen).not.toContain('SIGNED');
    expect(status).toBe(130);
  });
});

describe('a key in ssh-agent', () => {
  test('signs by its public half alone', async () => {
    const socket = join(keys.folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void agent.kill());
    await new Promise((resolve) => agent.stdout.once('data', resolve));
    const agentEnv = { ...env, SSH_AUTH_SOCK: socket };
    const erin = keys.person('erin@example.com');
    execFileSync('ssh-add', ['-q', erin.keyFile], { env: agentEnv, stdio: 'pipe' });
    rmSync(erin.keyFile);
    const text = 'text';
    const signature = await sign({ text, namespace, keyFile: `${erin.keyFile}.pub`, env: agentEnv, tty: false });
    expect(await verify({ text, namespace, signature, signer: signer(erin.line), env })).toBe(null);
  });
});
