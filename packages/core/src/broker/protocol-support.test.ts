import { readFileSync } from 'node:fs'
import test from 'ava'
import { handlers } from './handlers/table.ts'
import { protocolSupport } from './protocol-support.ts'

const page = new URL('../../../../docs/protocol-support.md', import.meta.url)

test('docs/protocol-support.md says what is served (npm run docs writes it)', (t) => {
  t.is(readFileSync(page, 'utf8'), protocolSupport())
})

test('every handler has its row', (t) => {
  const text = protocolSupport()
  for (const { api } of handlers.values()) t.true(text.includes(`| ${api.key} | ${api.name} |`), api.name)
})
