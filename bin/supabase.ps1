#!/usr/bin/env pwsh
# permahub-shim: stands in front of the real Supabase CLI (this marker lets the guard recognise itself).
if ($env:PERMAHUB_PROBE -and $args.Count -eq 1 -and $args[0] -eq '--version') {
  Write-Output "permahub-probe $env:PERMAHUB_PROBE"
  exit 0
}
if (-not (Get-Command node -CommandType Application -ErrorAction SilentlyContinue)) {
  [Console]::Error.WriteLine('permahub: Node.js is not on PATH, so this command cannot be judged. Nothing was run. Install Node 20 or newer.')
  exit 69
}
$entry = Join-Path $PSScriptRoot '../dist/supabase.js'
if ($MyInvocation.ExpectingInput) { $input | & node $entry @args } else { & node $entry @args }
exit $LASTEXITCODE
