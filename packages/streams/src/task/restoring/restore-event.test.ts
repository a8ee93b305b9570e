import { readFileSync } from 'node:fs'
import test from 'ava'
import { restoreChannel } from './restore-event.ts'

test('the page about diagnostics names the channel of restoring, and no other of ours', (t) => {
  const page = readFileSync(new URL('../../../../../docs/diagnostics.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `(millrace:streams:[a-z:-]+)` \|/gm)].map(([, name]) => name)
  t.deepEqual(rows, [String(restoreChannel.name)])
})
