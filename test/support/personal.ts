const judged =
  /^(CI|CONTINUOUS_INTEGRATION|GITHUB_ACTIONS|GITLAB_CI|BUILDKITE|JENKINS_URL|TF_BUILD|TEAMCITY_VERSION|CIRCLECI|TRAVIS|APPVEYOR|BITBUCKET_BUILD_NUMBER|CODEBUILD_BUILD_ID|DRONE|AI_AGENT|CURSOR_.*|GEMINI_CLI|CODEX_.*|ANTIGRAVITY_AGENT|AUGMENT_AGENT|OPENCODE_CLIENT|CLAUDE.*|REPL_ID|COPILOT_.*)$/;

/** An environment as on somebody's own machine: without what automation servers and agents set, so that a test means the same everywhere. */
export function personal(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !judged.test(name)));
}
