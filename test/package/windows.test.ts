import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './installed.ts';

const text = (name: string) => readFileSync(join(root, 'bin', name), 'utf8');

// Read, not run: there is no Windows here.
describe.each(['supabase', 'permahub'])('%s on Windows', (name) => {
  test('.cmd: every line ends as cmd needs it, words and blanks are handed on, and so is the status', () => {
    const cmd = text(`${name}.cmd`);
    expect(
      cmd
        .split('\n')
        .slice(0, -1)
        .every((line) => line.endsWith('\r')),
    ).toBe(true);
    const lines = cmd.split('\r\n');
    expect(lines[0]).toBe('@echo off');
    expect(lines).toContain('setlocal DisableDelayedExpansion');
    expect(lines.slice(-3)).toEqual([`node "%~dp0..\\dist\\${name}.js" %*`, 'exit /b %ERRORLEVEL%', '']);
    expect(cmd).toMatch(
      /where \/q node\r\nif errorlevel 1 \(\r\n {2}echo permahub: [^()%&|<>^]*1>&2\r\n {2}exit \/b 69\r\n\)/,
    );
  });

  test('.ps1: arguments, piped input and the status are handed on', () => {
    const lines = text(`${name}.ps1`).split('\n');
    expect(lines).toContain(`$entry = Join-Path $PSScriptRoot '../dist/${name}.js'`);
    expect(lines.slice(-3)).toEqual([
      'if ($MyInvocation.ExpectingInput) { $input | & node $entry @args } else { & node $entry @args }',
      'exit $LASTEXITCODE',
      '',
    ]);
    expect(text(`${name}.ps1`)).toMatch(
      /Get-Command node .*\n {2}\[Console\]::Error\.WriteLine\('permahub: [^']*'\)\n {2}exit 69\n/,
    );
  });
});

test('the shim says who it is, and answers a probe, `--version` alone, before anything else', () => {
  for (const name of ['supabase', 'supabase.cmd', 'supabase.ps1'])
    expect(text(name).slice(0, 4096)).toContain('permahub-shim');
  expect(text('supabase.cmd')).toContain(
    'if defined PERMAHUB_PROBE if "%~1"=="--version" if "%~2"=="" (\r\n  echo permahub-probe %PERMAHUB_PROBE%\r\n  exit /b 0\r\n)',
  );
  expect(text('supabase.ps1')).toContain(
    'if ($env:PERMAHUB_PROBE -and $args.Count -eq 1 -and $args[0] -eq \'--version\') {\n  Write-Output "permahub-probe $env:PERMAHUB_PROBE"\n  exit 0\n}',
  );
});
