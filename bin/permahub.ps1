#!/usr/bin/env pwsh
if (-not (Get-Command node -CommandType Application -ErrorAction SilentlyContinue)) {
  [Console]::Error.WriteLine('permahub: Node.js is not on PATH. Install Node 20 or newer.')
  exit 69
}
$entry = Join-Path $PSScriptRoot '../dist/permahub.js'
if ($MyInvocation.ExpectingInput) { $input | & node $entry @args } else { & node $entry @args }
exit $LASTEXITCODE
