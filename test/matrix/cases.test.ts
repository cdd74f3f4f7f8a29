import { expect, test } from 'vitest';
import { CASES } from './cases.ts';
import { cassieDeploy } from './cassie-deploy.ts';
import { complaintsAbout } from './judge.ts';
import { play } from './play.ts';

test.concurrent.for(CASES)('$title: nobody is locked out, and nobody is told a story', async (one) => {
  const complaints = complaintsAbout(await play(one, cassieDeploy));
  if (complaints.length > 0) expect.fail(complaints.join('\n'));
});
