/** The shim's entry. */
process.stderr.write('permahub: not built yet\n');
process.exitCode = 69;
