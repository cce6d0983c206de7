/** The only variables git gets: GIT_DIR and its like would make another repository, or other settings, answer. */
const passed = [
  'PATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'SYSTEMROOT',
  'TMPDIR',
];

/** The environment git runs in, with what is named besides. */
export function gitEnvironment(...besides: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    [...passed, ...besides].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
