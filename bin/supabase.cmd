@echo off
rem permahub-shim: stands in front of the real Supabase CLI (this marker lets the guard recognise itself).
setlocal DisableDelayedExpansion
if defined PERMAHUB_PROBE if "%~1"=="--version" if "%~2"=="" (
  echo permahub-probe %PERMAHUB_PROBE%
  exit /b 0
)
where /q node
if errorlevel 1 (
  echo permahub: Node.js is not on PATH, so this command cannot be judged. Nothing was run. Install Node 20 or newer. 1>&2
  exit /b 69
)
node "%~dp0..\dist\supabase.js" %*
exit /b %ERRORLEVEL%
