@echo off
setlocal DisableDelayedExpansion
where /q node
if errorlevel 1 (
  echo permahub: Node.js is not on PATH. Install Node 20 or newer. 1>&2
  exit /b 69
)
node "%~dp0..\dist\permahub.js" %*
exit /b %ERRORLEVEL%
