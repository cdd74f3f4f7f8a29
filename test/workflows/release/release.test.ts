import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { outputOf } from '../../cassie-box/cassie-box.ts';
import { runWorkflow } from '../act.ts';
import { makeFolder, standIns } from '../arrange.ts';
import type { WorkflowEnd } from '../workflow-end.ts';

// .github/workflows/release.yml runs as it is, in a small repository. Stood in for: GitHub itself (gh and actions/attest note what they
// were asked), and test.yml, whose job needs a container.
const project = join(import.meta.dirname, '../../..');
const RELEASE = '.github/workflows/release.yml';

test('a pushed tag is checked, drafted, attested and published, and only then does v1 move', async () => {
  const { end, notes, commit } = await release({ version: '1.2.3', tag: 'v1.2.3' });
  expect(end.jobs, end.shown).toEqual({
    'release/check': 'success',
    'test/test/test': 'success',
    'release/release': 'success',
  });
  expect(notes).toEqual([
    'gh release view v1.2.3',
    expect.stringMatching(/^gh release create v1\.2\.3 --draft --verify-tag --title v1\.2\.3 --notes-file /),
    'attest action.yml dist/main.js dist/post.js',
    'gh release edit v1.2.3 --draft=false',
    expect.stringMatching(/^gh api repos\/.*\/releases\/tags\/v1\.2\.3 --jq \.immutable$/),
    expect.stringMatching(
      `^gh api --method PATCH .*/git/refs/tags/v1 --raw-field sha=${commit} --field force=true$`,
    ),
    expect.stringMatching(
      `^gh api --method POST .*/git/refs --raw-field ref=refs/tags/v1 --raw-field sha=${commit}$`,
    ),
  ]);
});

test('a mend of an older version is released, and v1 stays at the newest', async () => {
  const { end, notes } = await release({ version: '1.2.3', tag: 'v1.2.3', alsoTagged: ['v1.10.0'] });
  expect(end.jobs['release/release'], end.shown).toBe('success');
  expect(notes.at(-1)).toContain('--jq .immutable');
});

test('v1 does not move to a release that is not immutable', async () => {
  const { end, notes } = await release({ version: '1.2.3', tag: 'v1.2.3', immutable: false });
  expect(end.jobs['release/release'], end.shown).toBe('failure');
  expect(notes.join('\n')).not.toContain('refs/tags/v1 ');
});

test('a tag that package.json does not have is not even drafted', async () => {
  const { end, notes } = await release({ version: '1.2.4', tag: 'v1.2.3' });
  expect(end.jobs['release/check'], end.shown).toBe('failure');
  expect(end.log).toContain('package.json has another version than v1.2.3');
  expect(notes).toEqual([]);
});

type Given = {
  readonly version: string;
  readonly tag: string;
  readonly alsoTagged?: readonly string[];
  readonly immutable?: boolean;
};

type Released = { readonly end: WorkflowEnd; readonly notes: readonly string[]; readonly commit: string };

async function release({ version, tag, alsoTagged = [], immutable = true }: Given): Promise<Released> {
  const repository = await makeProject(version);
  const git = (...words: string[]) => outputOf(['git', '-C', repository, ...words]);
  for (const name of [tag, ...alsoTagged]) await git('tag', name);
  const tools = makeFolder('tools');
  cpSync(join(import.meta.dirname, '../stand-ins/gh'), join(tools, 'gh'));
  writeFileSync(join(tools, 'notes'), '');
  const end = await runWorkflow({
    repository,
    workflow: RELEASE,
    payload: { ref: `refs/tags/${tag}` },
    actions: standIns(readFileSync(join(project, RELEASE), 'utf8'), { 'actions/attest': 'attest' }),
    environment: {
      PATH: `${tools}:${process.env['PATH']}`,
      STAND_IN_NOTES: join(tools, 'notes'),
      STAND_IN_IMMUTABLE: String(immutable),
    },
  });
  const notes = readFileSync(join(tools, 'notes'), 'utf8').split('\n').filter(Boolean);
  return { end, notes, commit: await git('rev-parse', 'HEAD') };
}

/** What a release reads of this project, with its commit on the branch main of origin. */
async function makeProject(version: string): Promise<string> {
  const folder = makeFolder('project');
  const files: Readonly<Record<string, string>> = {
    'package.json': `{\n  "version": "${version}",\n  "private": true\n}\n`,
    'src/version.ts': `export const version = '${version}';\n`,
    'CHANGELOG.md': `# Changelog\n\n## ${version}\n\n- Something new.\n`,
    'action.yml': 'name: cassie-deploy\n',
    'dist/main.js': '',
    'dist/post.js': '',
    '.github/workflows/test.yml':
      'name: test\non: workflow_call\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: exit 0\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  for (const name of ['scripts/check-release', RELEASE]) cpSync(join(project, name), join(folder, name));
  const git = (...words: string[]) => outputOf(['git', '-C', folder, ...words]);
  await git('init', '--quiet');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'release');
  await git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  return folder;
}
